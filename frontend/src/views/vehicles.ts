import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";

import type { ImportPreview, PassView, VehicleView } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/dialog";
import "../components/plate";
import { go } from "../components/told";
import "./pass-form";
import "./vehicle-form";

type Doing = "add" | "pass" | "import" | { change: VehicleView } | { remove: VehicleView };

/** The household's vehicles and the passes of its guests. */
export class PlacaVehicles extends PlacaElement {
  @state() private doing: Doing | null = null;
  @state() private table = "";
  @state() private preview: ImportPreview | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .list {
        padding: 0;
        overflow: hidden;
      }
      .vehicle {
        display: grid;
        grid-template-columns: 44px minmax(140px, 1.2fr) minmax(120px, 1fr) minmax(110px, 1fr) minmax(120px, 1fr) auto;
        gap: 14px;
        align-items: center;
        padding: 12px 8px 12px 16px;
        border-top: 1px solid var(--line);
      }
      .vehicle:first-child {
        border-top: 0;
      }
      .vehicle.chosen {
        background: var(--tint);
      }
      .plates {
        display: flex;
        flex-wrap: wrap;
        gap: 5px;
      }
      .plates a {
        text-decoration: none;
      }
      .name {
        font-weight: 600;
        font-size: 15px;
        overflow-wrap: anywhere;
      }
      .small {
        font-size: 12.5px;
        color: var(--muted);
      }
      .badge {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--muted);
      }
      .badge.good {
        background: color-mix(in srgb, var(--good) 15%, var(--surface));
        color: var(--good);
      }
      .warning {
        grid-column: 2 / -1;
        display: flex;
        gap: 6px;
        color: var(--warn);
        font-size: 13px;
      }
      .tools {
        display: flex;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 13px;
      }
      td,
      th {
        text-align: start;
        padding: 5px 8px 5px 0;
        border-bottom: 1px solid var(--line);
      }
      @media (max-width: 700px) {
        .head h1 {
          flex: 1 0 100%;
        }
      }
      @media (max-width: 860px) {
        .vehicle {
          grid-template-columns: 44px minmax(0, 1fr) auto;
          gap: 4px 12px;
        }
        .vehicle > .plates,
        .vehicle > .when,
        .vehicle > .doors {
          grid-column: 2 / -1;
        }
        .vehicle > .tools {
          grid-column: 3;
          grid-row: 1;
        }
      }
    `,
  ];

  override render() {
    const { vehicles, passes } = this.app.overview;
    const may = this.may("household");
    return html`<div class="stack">
      <div class="head">
        <h1 class="grow">${this.t("vehicles.title")}</h1>
        ${may
          ? html`
              <button @click=${() => (this.doing = "import")}>${icon("upload", 20)} ${this.t("vehicles.import")}</button>
              <button @click=${this.download}>${icon("download", 20)} ${this.t("vehicles.export")}</button>
              <button @click=${() => (this.doing = "pass")}>${icon("guest", 20)} ${this.t("pass.add")}</button>
              <button class="main" @click=${() => (this.doing = "add")}>${icon("add", 20)} ${this.t("vehicle.add")}</button>
            `
          : nothing}
      </div>
      ${vehicles.length
        ? html`<div class="card list" role="list">${vehicles.map((vehicle) => this.vehicle(vehicle, may))}</div>`
        : html`<div class="note">${icon("car")} <p>${this.t("vehicles.none")}</p></div>`}
      ${passes.length
        ? html`<h2>${this.t("passes.title")}</h2>
            <div class="card list" role="list">${passes.map((pass) => this.pass(pass, may))}</div>`
        : nothing}
      ${this.dialogs()}
    </div>`;
  }

  private vehicle(vehicle: VehicleView, may: boolean) {
    const here = vehicle.whereabouts === "here";
    const seen = go("history", null, { vehicle_id: vehicle.vehicle_id });
    return html`<div class="vehicle ${this.app.place.what === vehicle.vehicle_id ? "chosen" : ""}" role="listitem">
      <span class="badge ${here ? "good" : ""}">${icon(vehicle.denied ? "no_car" : here ? "here" : vehicle.whereabouts === "away" ? "away" : "car")}</span>
      <div>
        <div class="name">${vehicle.name}</div>
        <div class="small">
          ${vehicle.denied ? html`<span class="chip bad">${this.t("whom.denied")}</span>` : nothing}
          ${vehicle.group ?? ""}
        </div>
      </div>
      <div class="plates">
        ${vehicle.plates.map((plate) => {
          const target = go("plate", plate);
          return html`<a href=${target.path} @click=${target.click} aria-label=${plate}><placa-plate .text=${plate}></placa-plate></a>`;
        })}
      </div>
      <div class="small when">
        <div>${this.t(`whereabouts.${vehicle.whereabouts}`)}</div>
        <a href=${seen.path} @click=${seen.click}>
          ${vehicle.last_seen ? this.t("vehicle.seen", { when: this.format.ago(vehicle.last_seen) }) : this.t("vehicle.never_seen")}
        </a>
      </div>
      <div class="small doors">
        ${vehicle.doors.length && !vehicle.denied
          ? this.t("vehicle.opens_doors", { doors: this.format.list(vehicle.doors.map((door) => door.name)) })
          : this.t("vehicle.opens_none")}
      </div>
      <div class="tools">
        ${may
          ? html`
              <button class="round" aria-label=${this.t("vehicle.change_one", { name: vehicle.name })} @click=${() => (this.doing = { change: vehicle })}>
                ${icon("edit", 20)}
              </button>
              <button class="round" aria-label=${this.t("vehicle.remove_one", { name: vehicle.name })} @click=${() => (this.doing = { remove: vehicle })}>
                ${icon("erase", 20)}
              </button>
            `
          : nothing}
      </div>
      ${vehicle.warnings.map(
        (warning) => html`<div class="warning">${icon("alert", 18)} <span>${this.t(`warning.${warning.kind}`, { detail: warning.detail })}</span></div>`,
      )}
    </div>`;
  }

  private pass(pass: PassView, may: boolean) {
    return html`<div class="vehicle" role="listitem">
      <span class="badge">${icon("guest")}</span>
      <div>
        <div class="name">${pass.name}</div>
        ${pass.problem ? html`<span class="chip warn">${this.t(`pass.${pass.problem}`)}</span>` : nothing}
      </div>
      <div class="plates">${pass.plates.map((plate) => html`<placa-plate .text=${plate}></placa-plate>`)}</div>
      <div class="small when">
        <div>${this.t("pass.valid_until", { until: this.format.moment(pass.expires) })}</div>
        <div>
          ${pass.uses === null ? this.t("pass.used", { count: pass.used }) : this.t("pass.used_of", { used: pass.used, uses: pass.uses })}
        </div>
      </div>
      <div class="small doors">
        ${pass.doors.length ? this.t("vehicle.opens_doors", { doors: this.format.list(pass.doors.map((door) => door.name)) }) : this.t("vehicle.opens_none")}
      </div>
      <div class="tools">
        ${may
          ? html`<button class="round" aria-label=${this.t("pass.end", { name: pass.name })}
              @click=${() => this.attempt(() => this.app.api.removePass(pass.pass_id), this.t("pass.ended", { name: pass.name }))}>
              ${icon("close", 20)}
            </button>`
          : nothing}
      </div>
    </div>`;
  }

  private dialogs() {
    const closed = () => {
      this.doing = null;
      this.preview = null;
    };
    const { doing } = this;
    if (doing === "add") return html`<placa-vehicle-form .app=${this.app} @closed=${closed}></placa-vehicle-form>`;
    if (doing === "pass") return html`<placa-pass-form .app=${this.app} @closed=${closed}></placa-pass-form>`;
    if (doing === "import") return this.importing(closed);
    if (doing && "change" in doing) {
      return html`<placa-vehicle-form .app=${this.app} .vehicle=${doing.change} @closed=${closed}></placa-vehicle-form>`;
    }
    if (doing && "remove" in doing) {
      const { vehicle_id, name } = doing.remove;
      return html`<placa-dialog .heading=${this.t("vehicle.remove")} .closeLabel=${this.t("close")} @closed=${closed}>
        <p>${this.t("vehicle.remove_what", { name })}</p>
        <button slot="actions" class="danger"
          @click=${async () => {
            if (await this.attempt(() => this.app.api.removeVehicle(vehicle_id), this.t("vehicle.removed", { name }))) closed();
          }}>
          ${icon("erase", 20)} ${this.t("vehicle.remove")}
        </button>
      </placa-dialog>`;
    }
    return nothing;
  }

  private importing(closed: () => void) {
    const refused = this.preview?.lines.some((line) => line.outcome === "refused") ?? false;
    return html`<placa-dialog wide .heading=${this.t("vehicles.import")} .closeLabel=${this.t("close")} @closed=${closed}>
      <p>${this.t("import.how")}</p>
      <code>name,plates,owner,group,denied,notes</code>
      <label class="field">
        ${this.t("import.file")}
        <input type="file" accept=".csv,text/csv,text/plain" @change=${this.read} />
      </label>
      ${this.preview
        ? html`<table>
            <thead><tr><th>${this.t("import.line")}</th><th>${this.t("vehicle.name")}</th><th>${this.t("import.outcome")}</th></tr></thead>
            <tbody>
              ${this.preview.lines.map(
                (line) => html`<tr>
                  <td>${line.line}</td>
                  <td>${line.name} <span class="muted">${line.plates.join(", ")}</span></td>
                  <td>
                    ${this.t(`outcome.${line.outcome}` as "outcome.added")}
                    ${line.reason ?? ""}${line.too_alike.length ? html` <span class="muted">${line.too_alike.join(", ")}</span>` : nothing}
                  </td>
                </tr>`,
              )}
            </tbody>
          </table>`
        : nothing}
      <button slot="actions" class="main" ?disabled=${!this.preview || refused} @click=${this.carryOut}>
        ${icon("check", 20)} ${this.t("import.do")}
      </button>
    </placa-dialog>`;
  }

  private readonly read = async (event: Event): Promise<void> => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    this.table = await file.text();
    await this.attempt(async () => {
      this.preview = await this.app.api.importVehicles(this.table, true);
    });
  };

  private readonly carryOut = async (): Promise<void> => {
    if (await this.attempt(() => this.app.api.importVehicles(this.table, false), this.t("import.done"))) {
      this.doing = null;
      this.preview = null;
    }
  };

  private readonly download = (): Promise<boolean> =>
    this.attempt(async () => {
      const { table } = await this.app.api.exportVehicles();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([table], { type: "text/csv" }));
      link.download = "placa-vehicles.csv";
      link.click();
      URL.revokeObjectURL(link.href);
    });
}

define("placa-vehicles", PlacaVehicles);
