import { css, html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";

import type { DoorView, PlatePreview, VehicleView } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "../components/dialog";
import "../components/plate";

const TYPING = 300;

/** Adds or changes a vehicle, and shows beforehand how its plates will be matched. */
export class PlacaVehicleForm extends PlacaElement {
  @property({ attribute: false }) vehicle: VehicleView | null = null;
  @property({ attribute: false }) plates: string[] = [];
  @state() private name = "";
  @state() private group = "";
  @state() private owner = "";
  @state() private notes = "";
  @state() private denied = false;
  @state() private doors = new Set<string>();
  @state() private previews: PlatePreview[] = [];
  @state() private sure = false;
  @state() private error: string | null = null;
  @state() private busy = false;
  private typing: number | undefined;

  static override styles = [
    theme,
    controls,
    css`
      .plates {
        display: grid;
        gap: 8px;
      }
      .plate {
        display: flex;
        gap: 6px;
      }
      .plate input {
        font-family: var(--ha-font-family-code, "Roboto Mono", monospace);
        text-transform: uppercase;
        letter-spacing: 0.05em;
      }
      .preview {
        display: grid;
        gap: 4px;
        padding: 10px 12px;
        border-radius: 10px;
        background: var(--sunken);
        font-size: 13px;
      }
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
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
      details summary {
        cursor: pointer;
        color: var(--link);
        padding: 8px 0;
      }
      details > div {
        display: grid;
        gap: 12px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const { vehicle } = this;
    if (vehicle) {
      this.name = vehicle.name;
      this.plates = [...vehicle.plates];
      this.group = vehicle.group ?? "";
      this.owner = vehicle.owner ?? "";
      this.notes = vehicle.notes;
      this.denied = vehicle.denied;
      this.doors = new Set(vehicle.doors.map((door) => door.door_id));
    }
    if (!this.plates.length) this.plates = [""];
  }

  override firstUpdated(_: PropertyValues): void {
    void this.look();
  }

  override render() {
    const persons = Object.values(this.app.hass.states).filter((one) => one.entity_id.startsWith("person."));
    const groups = [...new Set(this.app.overview.vehicles.map((one) => one.group).filter(Boolean))];
    const opening = this.opening;
    const alike = this.previews.some((one) => one.near.some((near) => near.whom));
    const asks = !this.vehicle && (opening.length > 0 || alike);
    return html`<placa-dialog
      .heading=${this.t(this.vehicle ? "vehicle.change" : "vehicle.add")}
      .closeLabel=${this.t("close")}
    >
      <label class="field">
        ${this.t("vehicle.name")}
        <input id="name" maxlength="100" .value=${this.name} placeholder=${this.t("vehicle.name_example")}
          @input=${(event: InputEvent) => (this.name = value(event))} />
      </label>
      <div class="plates">
        ${this.plates.map((plate, index) => this.plateField(plate, index))}
        <button class="plain" style="justify-self:start" @click=${() => (this.plates = [...this.plates, ""])}>
          ${icon("add", 18)} ${this.t("vehicle.another_plate")}
        </button>
      </div>
      <fieldset>
        <legend>${this.t("vehicle.opens")}</legend>
        ${this.app.overview.doors.map((door) => this.doorField(door))}
        ${this.app.overview.doors.length ? nothing : html`<p class="muted">${this.t("vehicle.no_doors")}</p>`}
      </fieldset>
      <details ?open=${Boolean(this.vehicle)}>
        <summary>${this.t("vehicle.more")}</summary>
        <div>
          <div class="two">
            <label class="field">
              ${this.t("vehicle.owner")}
              <select @change=${(event: Event) => (this.owner = (event.target as HTMLSelectElement).value)}>
                <option value="">${this.t("vehicle.nobody")}</option>
                ${persons.map(
                  (one) => html`<option value=${one.entity_id} ?selected=${this.owner === one.entity_id}>
                    ${String(one.attributes["friendly_name"] ?? one.entity_id)}
                  </option>`,
                )}
              </select>
            </label>
            <label class="field">
              ${this.t("vehicle.group")}
              <input list="groups" maxlength="60" .value=${this.group} @input=${(event: InputEvent) => (this.group = value(event))} />
              <datalist id="groups">${groups.map((group) => html`<option value=${group!}></option>`)}</datalist>
            </label>
          </div>
          <label class="field">
            ${this.t("vehicle.notes")}
            <textarea maxlength="500" .value=${this.notes} @input=${(event: InputEvent) => (this.notes = value(event))}></textarea>
          </label>
          <label class="check">
            <input type="checkbox" .checked=${this.denied} @change=${(event: Event) => (this.denied = (event.target as HTMLInputElement).checked)} />
            <span>${this.t("vehicle.denied")}</span>
          </label>
        </div>
      </details>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")} <span>${this.error}</span></p>` : nothing}
      ${asks
        ? html`<label class="check note warn">
            <input type="checkbox" .checked=${this.sure} @change=${(event: Event) => (this.sure = (event.target as HTMLInputElement).checked)} />
            <span>
              ${opening.length ? this.t("vehicle.will_open", { doors: this.format.list(opening) }) : ""}
              ${alike ? this.t("vehicle.alike_sure") : ""}
            </span>
          </label>`
        : nothing}
      <button slot="actions" class="main" ?disabled=${this.busy || !this.name.trim() || !this.plates.some((plate) => plate.trim()) || (asks && !this.sure)} @click=${this.save}>
        ${icon("check", 20)} ${this.t("save")}
      </button>
    </placa-dialog>`;
  }

  /** The names of the doors that would open. */
  private get opening(): string[] {
    if (this.denied) return [];
    return this.app.overview.doors
      .filter((door) => door.every_vehicle || this.doors.has(door.door_id))
      .map((door) => door.name);
  }

  private plateField(plate: string, index: number) {
    const preview = this.previews.find((one) => one.typed === plate);
    return html`<div>
      <div class="plate">
        <input
          dir="ltr"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="40"
          aria-label=${this.t("vehicle.plate")}
          placeholder=${this.t("vehicle.plate")}
          .value=${plate}
          @input=${(event: InputEvent) => this.type(index, value(event))}
        />
        ${this.plates.length > 1
          ? html`<button class="round" aria-label=${this.t("vehicle.remove_plate")} @click=${() => this.type(index, null)}>
              ${icon("close", 20)}
            </button>`
          : nothing}
      </div>
      ${preview ? this.preview(preview) : nothing}
    </div>`;
  }

  private preview(preview: PlatePreview) {
    if (preview.problem) return html`<p class="preview" role="alert">${preview.problem}</p>`;
    return html`<div class="preview" aria-live="polite">
      <div class="row">
        <placa-plate .text=${preview.plate ?? ""}></placa-plate>
        <span class="muted">${preview.countries.length ? preview.countries.join(", ") : this.t("preview.no_country")}</span>
        <span class="muted">${preview.seen ? this.t("preview.seen", { count: preview.seen }) : this.t("preview.never")}</span>
      </div>
      ${preview.near.map(
        (near) => html`<div class="row">
          ${icon("alert", 16)}
          <span>${this.t(near.whom ? "preview.near_known" : "preview.near_frequent", { whom: near.whom ?? "", count: near.count ?? 0 })}</span>
          <placa-plate .text=${near.text}></placa-plate>
        </div>`,
      )}
    </div>`;
  }

  private doorField(door: DoorView) {
    const every = door.every_vehicle;
    return html`<label class="check">
      <input
        type="checkbox"
        .checked=${every || this.doors.has(door.door_id)}
        ?disabled=${every || this.denied}
        @change=${(event: Event) => this.choose(door.door_id, (event.target as HTMLInputElement).checked)}
      />
      <span>${door.name}${every ? html` <span class="muted">– ${this.t("vehicle.every")}</span>` : nothing}</span>
    </label>`;
  }

  private choose(door_id: string, on: boolean): void {
    const doors = new Set(this.doors);
    if (on) doors.add(door_id);
    else doors.delete(door_id);
    this.doors = doors;
  }

  private type(index: number, plate: string | null): void {
    this.plates = plate === null ? this.plates.toSpliced(index, 1) : this.plates.with(index, plate);
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => void this.look(), TYPING);
  }

  private async look(): Promise<void> {
    const typed = this.plates.filter((plate) => plate.trim());
    if (!typed.length) return;
    try {
      this.previews = (await this.app.api.preview(typed, this.vehicle?.vehicle_id)).plates;
    } catch {
      this.previews = [];
    }
  }

  private readonly save = async (): Promise<void> => {
    this.busy = true;
    this.error = null;
    try {
      await this.app.api.saveVehicle(
        {
          ...(this.vehicle ? { vehicle_id: this.vehicle.vehicle_id } : {}),
          name: this.name.trim(),
          plates: this.plates.filter((plate) => plate.trim()),
          group: this.group.trim(),
          owner: this.owner,
          notes: this.notes.trim(),
          denied: this.denied,
          doors: [...this.doors],
        },
        this.sure || Boolean(this.vehicle),
      );
      this.app.tell(this.t("vehicle.saved", { name: this.name.trim() }));
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

define("placa-vehicle-form", PlacaVehicleForm);
