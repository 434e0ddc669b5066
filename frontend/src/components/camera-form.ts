import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";

import type { CameraSource, CameraTrial } from "../api/types";
import { PlacaElement } from "../element";
import { define, errorText } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "./dialog";
import "./picture";

type Way = "entity" | "address";

/** Adds a camera: one that Home Assistant has, or one by its address. */
export class PlacaCameraForm extends PlacaElement {
  @state() private way: Way = "entity";
  @state() private entity = "";
  @state() private name = "";
  @state() private url = "";
  @state() private username = "";
  @state() private password = "";
  @state() private facing = "out";
  @state() private error: string | null = null;
  @state() private busy = false;
  @state() private trial: CameraTrial | "busy" | null = null;
  private asked = 0;

  static override styles = [
    theme,
    controls,
    css`
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
      .ways {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
      }
      .trial {
        display: grid;
        gap: 6px;
      }
      .trial placa-picture {
        --placa-fit: contain;
        aspect-ratio: 16 / 9;
      }
      .ways button[aria-pressed="true"] {
        background: var(--tint);
        border-color: var(--link);
        color: var(--link);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.entities.length) this.way = "address";
  }

  override render() {
    const ready = this.way === "entity" ? this.entity : this.url.trim() && this.name.trim();
    const tryable = this.way === "entity" ? this.entity : this.url.trim();
    return html`<placa-dialog .heading=${this.t("cameras.add")} .closeLabel=${this.t("close")}>
      <div class="ways" role="group" aria-label=${this.t("camera_form.way")}>
        ${(["entity", "address"] as const).map(
          (way) => html`<button aria-pressed=${this.way === way} ?disabled=${way === "entity" && !this.entities.length} @click=${() => {
            this.way = way;
            this.forget();
          }}>
            ${this.t(`camera_form.${way}`)}
          </button>`,
        )}
      </div>
      ${this.way === "entity"
        ? html`<label class="field">
            ${this.t("camera_form.entity")}
            <select @change=${(event: Event) => {
              this.entity = value(event);
              if (this.entity) void this.look();
              else this.forget();
            }}>
              <option value=""></option>
              ${this.entities.map(
                (one) => html`<option value=${one.entity_id} ?selected=${one.entity_id === this.entity}>
                  ${String(one.attributes["friendly_name"] ?? one.entity_id)}
                </option>`,
              )}
            </select>
          </label>`
        : html`
            <label class="field">${this.t("camera_form.name")}
              <input maxlength="80" .value=${this.name} placeholder=${this.t("camera_form.name_example")} @input=${(event: Event) => (this.name = value(event))} />
            </label>
            <label class="field">${this.t("camera_form.url")}
              <input dir="ltr" type="url" .value=${this.url} placeholder="rtsp://192.168.1.20/stream1" @input=${(event: Event) => {
                  this.url = value(event);
                  this.forget();
                }} />
            </label>
            <div class="two">
              <label class="field">${this.t("camera_form.username")}
                <input autocomplete="off" .value=${this.username} @input=${(event: Event) => {
                  this.username = value(event);
                  this.forget();
                }} />
              </label>
              <label class="field">${this.t("camera_form.password")}
                <input type="password" autocomplete="new-password" .value=${this.password} @input=${(event: Event) => {
                  this.password = value(event);
                  this.forget();
                }} />
              </label>
            </div>
          `}
      <label class="field">
        ${this.t("cameras.facing")}
        <select @change=${(event: Event) => (this.facing = value(event))}>
          ${(["out", "in", "road"] as const).map((one) => html`<option value=${one} ?selected=${one === this.facing}>${this.t(`facing.${one}`)}</option>`)}
        </select>
      </label>
      ${this.preview()}
      <p class="muted">${this.t("camera_form.tried")}</p>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")} <span>${this.error}</span></p>` : nothing}
      ${this.trial
        ? nothing
        : html`<button slot="actions" ?disabled=${!tryable || this.busy} @click=${this.look}>
            ${icon("eye", 20)} ${this.t("camera_form.look")}
          </button>`}
      <button slot="actions" class="main" ?disabled=${!ready || this.busy} @click=${this.save}>
        ${this.busy ? this.t("camera_form.trying") : this.t("cameras.add")}
      </button>
    </placa-dialog>`;
  }

  private preview() {
    const { trial } = this;
    if (!trial) return nothing;
    if (trial === "busy") return html`<p class="note" aria-busy="true">${icon("camera")} <span>${this.t("camera_form.trying")}</span></p>`;
    const { address, picture, frame_size } = trial;
    const tried = address ? html`<span class="muted">${this.t("camera_form.address_tried")} <span dir="ltr">${address}</span></span>` : nothing;
    if (!picture) {
      return html`<div class="note bad" role="alert">${icon("alert")}
        <span>${trial.problem ?? this.t("camera.failed")}<br />${tried}
          <button style="margin-top:8px" @click=${this.look}>${this.t("again")}</button></span>
      </div>`;
    }
    return html`<div class="trial" role="status">
      <placa-picture eager .path=${picture} .label=${this.t("camera_form.sends")}></placa-picture>
      <span><b>${this.t("camera_form.sends")}</b> ${frame_size ? html`<span dir="ltr">${frame_size.join(" × ")}</span>` : nothing}</span>
      ${tried}
    </div>`;
  }

  private get source(): CameraSource {
    return this.way === "entity"
      ? { entity_id: this.entity }
      : { url: this.url.trim(), username: this.username, password: this.password };
  }

  private readonly look = async (): Promise<void> => {
    const asked = (this.asked += 1);
    this.trial = "busy";
    this.error = null;
    const told = await this.app.api.tryCamera(this.source).catch(
      (error: unknown): CameraTrial => ({ address: null, picture: null, frame_size: null, problem: errorText(error) }),
    );
    if (asked === this.asked) this.trial = told;
  };

  /** What was fetched is not what the form says now. */
  private forget(): void {
    this.asked += 1;
    this.trial = null;
  }

  private get entities() {
    return Object.values(this.app.hass.states).filter((one) => one.entity_id.startsWith("camera."));
  }

  private readonly save = async (): Promise<void> => {
    this.busy = true;
    this.error = null;
    try {
      await this.app.api.addCamera(
        this.way === "entity"
          ? { entity_id: this.entity, facing: this.facing }
          : {
              name: this.name.trim(), url: this.url.trim(), username: this.username,
              password: this.password, facing: this.facing,
            },
      );
      this.dispatchEvent(new CustomEvent("closed"));
    } catch (error) {
      this.error = errorText(error);
    } finally {
      this.busy = false;
    }
  };
}

function value(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

define("placa-camera-form", PlacaCameraForm);
