import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import type { DoorView } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "./dialog";

/** Asks for whom a door opens: every vehicle, after a warning, or only some. */
export class PlacaAccessForm extends PlacaElement {
  @property({ attribute: false }) door!: DoorView;
  @state() private every = false;
  @state() private vehicles = new Set<string>();

  static override styles = [
    theme,
    controls,
    css`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        padding-inline-start: 28px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const { door } = this;
    this.every = door.every_vehicle;
    const now = new Set(door.vehicles.map((one) => one.vehicle_id));
    this.vehicles = new Set(this.residents.map((one) => one.vehicle_id).filter((id) => now.has(id)));
  }

  override render() {
    const none = !this.every && !this.vehicles.size && !this.door.groups.length;
    return html`<placa-dialog .heading=${this.t("access.title", { door: this.door.name })} .closeLabel=${this.t("close")}>
      ${this.way(false, "access.only")}
      <fieldset ?disabled=${this.every} aria-label=${this.t("access.only")}>
        ${this.residents.map((one) => {
          const grouped = one.group !== null && this.door.groups.includes(one.group);
          return html`<label class="check">
            <input type="checkbox" .checked=${this.every || grouped || this.vehicles.has(one.vehicle_id)} ?disabled=${grouped}
              @change=${(event: Event) => this.choose(one.vehicle_id, (event.target as HTMLInputElement).checked)} />
            <span>${one.name} ${grouped ? html`<span class="muted">– ${this.t("access.group", { group: one.group! })}</span>` : nothing}</span>
          </label>`;
        })}
      </fieldset>
      ${this.way(true, "access.every")}
      ${this.every ? html`<p class="note warn">${icon("alert")} <span>${this.t("policy.every_warning")}</span></p>` : nothing}
      ${none ? html`<p class="note">${icon("alert")} <span>${this.t("access.nobody")}</span></p>` : nothing}
      <button slot="actions" class="main" @click=${this.save}>${icon("check", 20)} ${this.t("save")}</button>
    </placa-dialog>`;
  }

  private way(every: boolean, name: "access.only" | "access.every") {
    return html`<label class="check">
      <input type="radio" name="way" .checked=${this.every === every} @change=${() => (this.every = every)} />
      ${this.t(name)}
    </label>`;
  }

  private get residents() {
    return this.app.overview.vehicles.filter((one) => !one.denied);
  }

  private choose(vehicle_id: string, on: boolean): void {
    const next = new Set(this.vehicles);
    if (on) next.add(vehicle_id);
    else next.delete(vehicle_id);
    this.vehicles = next;
  }

  private readonly save = async (): Promise<void> => {
    const { door, every } = this;
    const chosen = every ? [] : [...this.vehicles];
    const saved = await this.attempt(() => this.app.api.setAccess(door.door_id, every, chosen), this.t("policy.saved"));
    if (saved) this.dispatchEvent(new CustomEvent("closed"));
  };
}

define("placa-access-form", PlacaAccessForm);
