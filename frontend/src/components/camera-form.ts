import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "./dialog";

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
    return html`<placa-dialog .heading=${this.t("cameras.add")} .closeLabel=${this.t("close")}>
      <div class="ways" role="group" aria-label=${this.t("camera_form.way")}>
        ${(["entity", "address"] as const).map(
          (way) => html`<button aria-pressed=${this.way === way} ?disabled=${way === "entity" && !this.entities.length} @click=${() => (this.way = way)}>
            ${this.t(`camera_form.${way}`)}
          </button>`,
        )}
      </div>
      ${this.way === "entity"
        ? html`<label class="field">
            ${this.t("camera_form.entity")}
            <select @change=${(event: Event) => (this.entity = value(event))}>
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
              <input dir="ltr" type="url" .value=${this.url} placeholder="rtsp://192.168.1.20/stream1" @input=${(event: Event) => (this.url = value(event))} />
            </label>
            <div class="two">
              <label class="field">${this.t("camera_form.username")}
                <input autocomplete="off" .value=${this.username} @input=${(event: Event) => (this.username = value(event))} />
              </label>
              <label class="field">${this.t("camera_form.password")}
                <input type="password" autocomplete="new-password" .value=${this.password} @input=${(event: Event) => (this.password = value(event))} />
              </label>
            </div>
          `}
      <label class="field">
        ${this.t("cameras.facing")}
        <select @change=${(event: Event) => (this.facing = value(event))}>
          ${(["out", "in", "road"] as const).map((one) => html`<option value=${one} ?selected=${one === this.facing}>${this.t(`facing.${one}`)}</option>`)}
        </select>
      </label>
      <p class="muted">${this.t("camera_form.tried")}</p>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")} <span>${this.error}</span></p>` : nothing}
      <button slot="actions" class="main" ?disabled=${!ready || this.busy} @click=${this.save}>
        ${this.busy ? this.t("camera_form.trying") : this.t("cameras.add")}
      </button>
    </placa-dialog>`;
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
      this.error = (error as { message?: string }).message ?? String(error);
    } finally {
      this.busy = false;
    }
  };
}

function value(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

define("placa-camera-form", PlacaCameraForm);
