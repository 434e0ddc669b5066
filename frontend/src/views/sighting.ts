import { css, html, nothing, type PropertyValues } from "lit";
import { state } from "lit/decorators.js";

import type { SightingDetail } from "../api/types";
import { PlacaElement } from "../element";
import { define, errorText } from "../ha";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/chars";
import "../components/dialog";
import "../components/erase";
import "../components/picture";
import "../components/plate";
import "../components/reasons";
import { described, whomChip } from "../components/told";
import "./vehicle-form";
import "./pass-form";

type Doing = "add" | "pass" | "correct" | "erase";

/** One sighting: what was seen, what was read, and why a door opened or did not. */
export class PlacaSighting extends PlacaElement {
  @state() private sighting: SightingDetail | null = null;
  @state() private error: string | null = null;
  @state() private doing: Doing | null = null;
  @state() private correction = "";
  private asked: string | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1.55fr) minmax(340px, 1fr);
        gap: 20px;
        align-items: start;
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
        margin-bottom: 16px;
      }
      .frame {
        --placa-fit: contain;
        border-radius: var(--radius);
      }
      .crop {
        aspect-ratio: auto;
        height: 96px;
        width: 240px;
        max-width: 100%;
        --placa-fit: contain;
        flex: none;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 7px 16px;
        margin: 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: end;
      }
      .actions button {
        flex: 1 1 auto;
      }
      placa-reasons + placa-reasons {
        margin-top: 14px;
        padding-top: 14px;
        border-top: 1px solid var(--line);
      }
      .read {
        display: flex;
        flex-wrap: wrap;
        gap: 16px;
        align-items: center;
        margin: 12px 0;
      }
      .read p {
        flex: 1 1 220px;
      }
      @media (max-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
        .layout > .stack {
          display: contents;
        }
        .what {
          order: 1;
        }
        .facts {
          order: 2;
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("app") && this.app.place.what !== this.asked) {
      this.asked = this.app.place.what;
      this.sighting = null;
      void this.load();
    }
  }

  override render() {
    if (this.error) return html`<div class="note bad" role="alert">${icon("alert")}<p>${this.error}</p></div>`;
    const { sighting } = this;
    if (!sighting) return html`<p class="muted" aria-busy="true">${this.t("loading")}</p>`;
    const household = this.may("household");
    return html`
      <div class="title">
        <h1>${sighting.whom?.name ?? this.t("sighting.stranger")}</h1>
        <placa-plate large .text=${sighting.text} .chars=${sighting.read_as ? [] : sighting.chars}></placa-plate>
        ${whomChip(this.app, sighting.whom)}
      </div>
      <div class="layout">
        <div class="stack">
          <placa-picture
            class="frame"
            eager
            style="aspect-ratio:${sighting.frame_size[0]}/${sighting.frame_size[1]}"
            .path=${sighting.pictures?.frame ?? null}
            .label=${described(this.app, sighting)}
            .box=${sighting.state === "ended" ? sighting.box : null}
            .size=${sighting.frame_size}
          ></placa-picture>
          <section class="card what">
            <h2>${this.t("sighting.read")}</h2>
            <div class="read">
              <placa-picture class="crop" eager .path=${sighting.pictures?.crop ?? null} .label=${this.t("sighting.crop")}></placa-picture>
              <p class="muted grow">${this.t("sighting.voted", { frames: sighting.frames, read: sighting.frames_read })}
                ${sighting.second_opinion === "none" ? "" : this.t(`second.${sighting.second_opinion}`)}</p>
            </div>
            <placa-chars .app=${this.app} .chars=${sighting.chars}></placa-chars>
            ${sighting.read_as
              ? html`<p class="note" style="margin-top:12px">${icon("edit")} ${this.t("sighting.read_as", { text: sighting.read_as })}</p>`
              : nothing}
          </section>
        </div>
        <div class="stack">
          <section class="card">
            <h2 style="margin-bottom:12px">${this.t("sighting.why")}</h2>
            ${sighting.decisions.length
              ? sighting.decisions.map((decision) => html`<placa-reasons .app=${this.app} .decision=${decision}></placa-reasons>`)
              : html`<p class="muted">${this.t(sighting.whom ? "sighting.no_door" : "sighting.no_door_stranger")}</p>`}
          </section>
          <section class="card facts">
            <dl>
              <dt>${this.t("sighting.camera")}</dt><dd>${sighting.camera}</dd>
              <dt>${this.t("sighting.when")}</dt><dd>${this.format.moment(sighting.first_seen)}</dd>
              <dt>${this.t("sighting.lasted")}</dt><dd>${this.t("seconds", { count: Math.max(1, Math.round((Date.parse(sighting.last_seen) - Date.parse(sighting.first_seen)) / 1000)) })}</dd>
              <dt>${this.t("sighting.direction")}</dt><dd>${this.t(`direction.${sighting.direction}`)}</dd>
              ${sighting.zones.length ? html`<dt>${this.t("sighting.zones")}</dt><dd>${this.format.list(sighting.zones)}</dd>` : nothing}
              <dt>${this.t("sighting.least_sure")}</dt><dd>${this.format.percent(sighting.confidence)}</dd>
              <dt>${this.t("sighting.lead")}</dt><dd>${this.format.percent(sighting.margin)}</dd>
            </dl>
          </section>
          <section class="actions">
            <button @click=${() => this.go("plate", sighting.text)}>${icon("search", 20)} ${this.t("sighting.everything")}</button>
            ${household && !sighting.whom
              ? html`<button @click=${() => (this.doing = "add")}>${icon("add", 20)} ${this.t("sighting.add")}</button>
                  <button @click=${() => (this.doing = "pass")}>${icon("guest", 20)} ${this.t("sighting.pass")}</button>`
              : nothing}
            ${household && sighting.state === "ended"
              ? html`<button @click=${() => this.begin("correct")}>${icon("edit", 20)} ${this.t("sighting.misread")}</button>`
              : nothing}
            ${this.app.overview.admin
              ? html`<button class="danger" @click=${() => (this.doing = "erase")}>${icon("erase", 20)} ${this.t("sighting.erase")}</button>`
              : nothing}
          </section>
        </div>
      </div>
      ${this.dialogs(sighting)}
    `;
  }

  private dialogs(sighting: SightingDetail) {
    const closed = () => (this.doing = null);
    switch (this.doing) {
      case "add":
        return html`<placa-vehicle-form .app=${this.app} .plates=${[sighting.text]} stranger @closed=${closed}></placa-vehicle-form>`;
      case "pass":
        return html`<placa-pass-form .app=${this.app} .plates=${[sighting.text]} @closed=${closed}></placa-pass-form>`;
      case "erase":
        return html`<placa-erase
          .app=${this.app}
          .what=${this.t("erase.this")}
          .act=${(reason: string) => this.app.api.eraseSighting(sighting.sighting_id, reason)}
          @erased=${() => this.go("history", null, {}, true)}
          @closed=${closed}
        ></placa-erase>`;
      case "correct":
        return html`<placa-dialog .heading=${this.t("correct.title")} .closeLabel=${this.t("close")} @closed=${closed}>
          <placa-picture class="crop" style="width:100%" .path=${sighting.pictures?.crop ?? null} .label=${this.t("sighting.crop")}></placa-picture>
          <label class="field">
            ${this.t("correct.text")}
            <input
              dir="ltr"
              autocapitalize="characters"
              autocomplete="off"
              spellcheck="false"
              maxlength="32"
              .value=${this.correction}
              @input=${(event: InputEvent) => (this.correction = (event.target as HTMLInputElement).value)}
            />
          </label>
          <p class="muted">${this.t("correct.what")}</p>
          <button slot="actions" class="main" ?disabled=${!this.correction.trim()} @click=${this.correct}>
            ${icon("check", 20)} ${this.t("correct.save")}
          </button>
        </placa-dialog>`;
      default:
        return nothing;
    }
  }

  private begin(doing: Doing): void {
    this.correction = this.sighting?.text ?? "";
    this.doing = doing;
  }

  private readonly correct = async (): Promise<void> => {
    const { sighting } = this;
    if (!sighting) return;
    const done = await this.attempt(async () => {
      this.sighting = await this.app.api.correct(sighting.sighting_id, this.correction.trim());
    }, this.t("correct.done"));
    if (done) this.doing = null;
  };

  private async load(): Promise<void> {
    this.error = null;
    const asked = this.asked;
    if (!asked) return;
    try {
      const sighting = await this.app.api.sighting(asked);
      if (asked === this.asked) this.sighting = sighting;
    } catch (error) {
      if (asked === this.asked) this.error = errorText(error);
    }
  }
}

define("placa-sighting", PlacaSighting);
