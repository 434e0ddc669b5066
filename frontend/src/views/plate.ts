import { css, html, nothing, type PropertyValues } from "lit";
import { state } from "lit/decorators.js";

import type { Erasure, PlateView } from "../api/types";
import { PlacaElement } from "../element";
import { define, errorText } from "../ha";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/erase";
import "../components/heat";
import "../components/plate";
import { dayBars, dayMarks } from "../components/ribbon";
import "../components/tile";
import { whomChip } from "../components/told";
import "./history";
import "./pass-form";
import "./vehicle-form";

type Doing = "add" | "pass" | "export" | "erase";

/** Everything about one plate. */
export class PlacaPlateView extends PlacaElement {
  @state() private plate: PlateView | null = null;
  @state() private error: string | null = null;
  @state() private doing: Doing | null = null;
  @state() private erasure: Erasure | null = null;
  @state() private receipt: string | null = null;
  private asked: string | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .title {
        display: flex;
        flex-wrap: wrap;
        gap: 14px;
        align-items: center;
        margin-bottom: 18px;
      }
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 12px;
      }
      .facts .card {
        padding: 12px 16px;
      }
      .big {
        font-size: 22px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .charts {
        display: grid;
        gap: 16px;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      }
      .charts .card {
        display: grid;
        gap: 10px;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(220px, 100%), 1fr));
        gap: 14px;
      }
      @media (max-width: 800px) {
        .charts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("app") && this.app.place.what !== this.asked) {
      this.asked = this.app.place.what;
      this.plate = null;
      void this.load();
    }
  }

  override render() {
    if (this.receipt) return html`<div class="note">${icon("ok")}<p>${this.receipt}</p></div>`;
    if (this.error) return html`<div class="note bad" role="alert">${icon("alert")}<p>${this.error}</p></div>`;
    const { plate } = this;
    if (!plate) return html`<p class="muted" aria-busy="true">${this.t("loading")}</p>`;
    return html`<div>
      <div class="title">
        <placa-plate large .text=${plate.text}></placa-plate>
        <h1>${plate.whom?.name ?? this.t("sighting.stranger")}</h1>
        ${whomChip(this.app, plate.whom)}
      </div>
      <div class="stack">
        <div class="facts">
          ${this.fact("plate.seen", this.t("times", { count: plate.count }))}
          ${this.fact("plate.first", plate.first_seen ? this.format.date(plate.first_seen) : "–")}
          ${this.fact("plate.last", plate.last_seen ? this.format.ago(plate.last_seen) : "–")}
          ${this.fact("plate.pictures", this.format.number(plate.pictures))}
          ${this.fact("plate.decisions", this.format.number(plate.decisions))}
        </div>
        <div class="actions">
          ${this.may("household") && !plate.whom
            ? html`<button @click=${() => (this.doing = "add")}>${icon("add", 20)} ${this.t("sighting.add")}</button>
                <button @click=${() => (this.doing = "pass")}>${icon("guest", 20)} ${this.t("sighting.pass")}</button>`
            : nothing}
          ${this.may("search")
            ? html`<button @click=${() => (this.doing = "export")}>${icon("download", 20)} ${this.t("plate.kit")}</button>`
            : nothing}
          ${this.app.overview.admin
            ? html`<button class="danger" @click=${this.prepare}>${icon("erase", 20)} ${this.t("plate.erase")}</button>`
            : nothing}
        </div>
        ${plate.near.length
          ? html`<section class="note warn">
              ${icon("alert")}
              <div>
                <p>${this.t("plate.near")}</p>
                ${plate.near.map(
                  (near) => html`<div class="row" style="margin-top:6px">
                    <placa-plate .text=${near.text}></placa-plate>
                    <span class="muted">${near.whom ?? this.t("times", { count: near.count ?? 0 })}</span>
                  </div>`,
                )}
              </div>
            </section>`
          : nothing}
        <div class="charts">
          <section class="card">
            <h2>${this.t("history.ribbon")}</h2>
            <placa-ribbon .app=${this.app} .name=${this.t("history.ribbon")} .bars=${dayBars(this.format, plate.days)} .marks=${dayMarks(this.format, plate.days)}
              @bar=${(event: CustomEvent<string | null>) => this.go("history", null, { text: plate.text, ...(event.detail ? { day: event.detail } : {}) })}
            ></placa-ribbon>
          </section>
          <section class="card">
            <h2>${this.t("history.heat")}</h2>
            <placa-heat still .app=${this.app} .hours=${plate.hours}></placa-heat>
          </section>
        </div>
        <section>
          <div class="section-head"><h2>${this.t("plate.newest")}</h2></div>
          <div class="tiles">
            ${plate.sightings.map((one) => html`<placa-tile .app=${this.app} .sighting=${one}></placa-tile>`)}
          </div>
        </section>
      </div>
      ${this.dialogs(plate)}
    </div>`;
  }

  private fact(key: Parameters<typeof this.t>[0], value: string) {
    return html`<div class="card"><div class="muted">${this.t(key)}</div><div class="big">${value}</div></div>`;
  }

  private dialogs(plate: PlateView) {
    const closed = () => (this.doing = null);
    switch (this.doing) {
      case "add":
        return html`<placa-vehicle-form .app=${this.app} .plates=${[plate.text]} @closed=${closed}></placa-vehicle-form>`;
      case "pass":
        return html`<placa-pass-form .app=${this.app} .plates=${[plate.text]} @closed=${closed}></placa-pass-form>`;
      case "export":
        return html`<placa-export .app=${this.app} .filter=${{ text: plate.text }} .count=${plate.count} @closed=${closed}></placa-export>`;
      case "erase":
        return html`<placa-erase
          .app=${this.app}
          .what=${this.t("erase.plate", {
            sightings: this.t("count.sightings", { count: this.erasure?.sightings ?? 0 }),
            pictures: this.t("count.pictures", { count: this.erasure?.pictures ?? 0 }),
          })}
          .act=${async (reason: string) => {
            const erased = await this.app.api.erasePlate(plate.text, reason);
            this.receipt = this.t("erase.receipt", { sightings: this.t("count.sightings", { count: erased.sightings }), when: this.format.moment(new Date().toISOString()) });
          }}
          @closed=${closed}
        ></placa-erase>`;
      default:
        return nothing;
    }
  }

  private readonly prepare = async (): Promise<void> => {
    await this.attempt(async () => {
      this.erasure = await this.app.api.eraseCount(this.plate!.text);
      this.doing = "erase";
    });
  };

  private async load(): Promise<void> {
    this.error = null;
    const asked = this.asked;
    if (!asked) return;
    try {
      const plate = await this.app.api.plate(asked);
      if (asked === this.asked) this.plate = plate;
    } catch (error) {
      if (asked === this.asked) this.error = errorText(error);
    }
  }
}

define("placa-plate-view", PlacaPlateView);
