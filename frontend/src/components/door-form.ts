import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "./dialog";

/** Adds a door in shadow: what it opens, which cameras guard it, and for whom. */
export class PlacaDoorForm extends PlacaElement {
  @state() private name = "";
  @state() private entity = "";
  @state() private cameras = new Set<string>();
  @state() private every = false;
  @state() private vehicles = new Set<string>();
  @state() private error: string | null = null;
  @state() private busy = false;

  static override styles = [
    theme,
    controls,
    css`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        padding: 0;
        font-size: 12.5px;
        color: var(--muted);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const { cameras, vehicles } = this.app.overview;
    if (cameras.length === 1) this.cameras = new Set([cameras[0]!.camera_id]);
    this.vehicles = new Set(vehicles.filter((one) => !one.denied).map((one) => one.vehicle_id));
    this.entity = this.entities.length === 1 ? this.entities[0]!.entity_id : "";
    this.name = this.entity ? this.nameOf(this.entity) : "";
  }

  override render() {
    const { cameras, vehicles, doors } = this.app.overview;
    const taken = doors.find((door) => door.entity_id === this.entity);
    const ready = this.name.trim() && this.entity && this.cameras.size && (this.every || this.vehicles.size) && !taken;
    return html`<placa-dialog .heading=${this.t("doors.add")} .closeLabel=${this.t("close")}>
      <label class="field">
        ${this.t("door_form.entity")}
        <select @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          <option value=""></option>
          ${this.entities.map((one) => html`<option value=${one.entity_id} ?selected=${one.entity_id === this.entity}>${this.nameOf(one.entity_id)}</option>`)}
        </select>
      </label>
      ${this.entities.length ? nothing : html`<p class="muted">${this.t("door_form.no_entity")}</p>`}
      ${taken ? html`<p class="note bad" role="alert">${icon("alert")} <span>${this.t("door_form.taken", { door: taken.name })}</span></p>` : nothing}
      <label class="field">
        ${this.t("door_form.name")}
        <input maxlength="80" .value=${this.name} @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)} />
      </label>
      <fieldset>
        <legend>${this.t("door_form.cameras")}</legend>
        ${cameras.map((one) => this.check(one.camera_id, one.name, this.cameras, (chosen) => (this.cameras = chosen)))}
      </fieldset>
      <fieldset>
        <legend>${this.t("door_form.vehicles")}</legend>
        ${vehicles.map((one) => this.check(one.vehicle_id, one.name, this.vehicles, (chosen) => (this.vehicles = chosen), this.every))}
        <label class="check">
          <input type="checkbox" .checked=${this.every} @change=${(event: Event) => (this.every = (event.target as HTMLInputElement).checked)} />
          ${this.t("door_form.every")}
        </label>
        ${this.every ? html`<p class="note warn">${icon("alert")} <span>${this.t("policy.every_warning")}</span></p>` : nothing}
      </fieldset>
      <p class="note">${icon("shadow")} <span>${this.t("door_form.shadow")}</span></p>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")} <span>${this.error}</span></p>` : nothing}
      <button slot="actions" class="main" ?disabled=${!ready || this.busy} @click=${this.save}>${icon("check", 20)} ${this.t("doors.add")}</button>
    </placa-dialog>`;
  }

  private check(
    id: string,
    name: string,
    chosen: Set<string>,
    set: (chosen: Set<string>) => void,
    disabled = false,
  ) {
    return html`<label class="check">
      <input type="checkbox" .checked=${disabled || chosen.has(id)} ?disabled=${disabled}
        @change=${(event: Event) => {
          const next = new Set(chosen);
          if ((event.target as HTMLInputElement).checked) next.add(id);
          else next.delete(id);
          set(next);
        }} />
      ${name}
    </label>`;
  }

  private get entities() {
    return Object.values(this.app.hass.states).filter((one) => /^(cover|lock)\./.test(one.entity_id));
  }

  private nameOf(entity_id: string): string {
    return String(this.app.hass.states[entity_id]?.attributes["friendly_name"] ?? entity_id);
  }

  private choose(entity: string): void {
    if (!this.name || this.name === this.nameOf(this.entity)) this.name = entity ? this.nameOf(entity) : "";
    this.entity = entity;
  }

  private readonly save = async (): Promise<void> => {
    this.busy = true;
    this.error = null;
    try {
      await this.app.api.addDoor({
        name: this.name.trim(),
        entity_id: this.entity,
        cameras: [...this.cameras],
        every_vehicle: this.every,
        vehicles: this.every ? [] : [...this.vehicles],
      });
      this.app.tell(this.t("door_form.added", { door: this.name.trim() }));
      this.dispatchEvent(new CustomEvent("closed"));
    } catch (error) {
      this.error = (error as { message?: string }).message ?? String(error);
    } finally {
      this.busy = false;
    }
  };
}

define("placa-door-form", PlacaDoorForm);
