import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { renewLinks } from "../components/picture";
import { Api } from "../api/client";
import type { DoorView, Overview, VehicleView } from "../api/types";
import type { App } from "../element";
import { Format } from "../format";
import { errorText, type Hass } from "../ha";
import { loadTexts, type Translate } from "../i18n";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "../components/tile";
import { go, modeChip, verdictChip } from "../components/told";
import { share } from "./watch";

export type Shows = "latest" | "door" | "vehicle";

export interface CardConfig {
  type: string;
  shows?: Shows;
  count?: number;
  camera_id?: string;
  door_id?: string;
  vehicle_id?: string;
}

const SHOWS: readonly Shows[] = ["latest", "door", "vehicle"];

/** The newest sightings, a door with why it stayed shut, or whether a vehicle is home. */
export class PlacaCard extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @state() private config!: CardConfig;
  @state() private overview: Overview | null = null;
  @state() private texts: Translate | null = null;
  @state() private error: string | null = null;
  private language = "";
  private stop: (() => void) | undefined;

  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        display: block;
        height: 100%;
        padding: 14px;
        overflow: hidden;
        container-type: inline-size;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(190px, 100%), 1fr));
        gap: 10px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 10px;
      }
      .one {
        display: flex;
        gap: 14px;
        align-items: center;
        color: inherit;
        text-decoration: none;
      }
      .badge {
        display: grid;
        place-items: center;
        width: 48px;
        height: 48px;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--muted);
        flex: none;
      }
      .badge.good {
        background: color-mix(in srgb, var(--good) 15%, var(--surface));
        color: var(--good);
      }
      .badge.accent {
        background: var(--tint);
        color: var(--link);
      }
      .name {
        font-weight: 600;
        font-size: 16px;
      }
      .because {
        margin-top: 10px;
      }
    `,
  ];

  static getStubConfig(): CardConfig {
    return { type: "custom:placa-card", shows: "latest", count: 4 };
  }

  static getConfigElement(): HTMLElement {
    return document.createElement("placa-card-editor");
  }

  setConfig(config: CardConfig): void {
    const { shows = "latest", count = 4 } = config;
    if (!SHOWS.includes(shows)) throw new Error(`"shows" is one of ${SHOWS.join(", ")}`);
    if (!Number.isInteger(count) || count < 1 || count > 24) throw new Error(`"count" is 1 to 24`);
    this.config = { ...config, shows, count };
  }

  getCardSize(): number {
    return this.config.shows === "latest" ? 5 : 2;
  }

  getGridOptions() {
    return this.config.shows === "latest"
      ? { columns: 12, min_columns: 6, rows: "auto" }
      : { columns: 6, min_columns: 6, rows: "auto" };
  }

  constructor() {
    super();
    renewLinks(this, () => this.hass);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hass) this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = undefined;
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("hass") || !this.hass) return;
    if (!this.stop && this.isConnected) this.watch();
    if (this.hass.language !== this.language) {
      this.language = this.hass.language;
      void loadTexts(this.language).then((texts) => (this.texts = texts));
    }
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    return changed.size > 1 || !changed.has("hass") || !this.texts;
  }

  override render() {
    const { texts, overview } = this;
    if (!texts) return html`<ha-card></ha-card>`;
    if (this.error) return html`<ha-card><p class="muted">${this.error}</p></ha-card>`;
    if (!overview) return html`<ha-card><p class="muted">${texts("loading")}</p></ha-card>`;
    const app: App = {
      hass: this.hass, api: new Api(() => this.hass), overview, narrow: true, t: texts,
      place: { view: "now", what: null, filter: {} },
      format: new Format({
        language: this.language,
        timeZone: this.hass.config.time_zone,
        hour12: { "12": true, "24": false }[this.hass.locale?.time_format ?? ""],
      }),
      tell: () => undefined,
    };
    return html`<ha-card>${this.content(app)}</ha-card>`;
  }

  private content(app: App) {
    const { config } = this;
    if (config.shows === "door") {
      const door = app.overview.doors.find((one) => one.door_id === config.door_id) ?? (config.door_id ? null : app.overview.doors[0]);
      return door ? this.door(app, door) : html`<p class="muted">${app.t("card.gone")}</p>`;
    }
    if (config.shows === "vehicle") {
      const vehicle = app.overview.vehicles.find((one) => one.vehicle_id === config.vehicle_id) ?? (config.vehicle_id ? null : app.overview.vehicles[0]);
      return vehicle ? this.vehicle(app, vehicle) : html`<p class="muted">${app.t("card.gone")}</p>`;
    }
    return this.latest(app);
  }

  private latest(app: App) {
    const { live, recent } = app.overview;
    const shown = [...live, ...recent]
      .filter((one) => !this.config.camera_id || one.camera_id === this.config.camera_id)
      .slice(0, this.config.count);
    if (!shown.length) return html`<p class="muted">${app.t("now.nothing")}</p>`;
    return html`<div class="tiles">
      ${repeat(shown, (one) => one.sighting_id, (one) => html`<placa-tile .app=${app} .sighting=${one}></placa-tile>`)}
    </div>`;
  }

  private door(app: App, door: DoorView) {
    const target = go("doors", door.door_id);
    const { last } = door;
    return html`<a class="one" href=${target.path} @click=${target.click}>
        <span class="badge ${door.mode === "armed" ? "good" : door.mode === "shadow" ? "accent" : ""}">
          ${icon(door.state === "open" || door.state === "unlocked" ? "granted" : "door", 28)}
        </span>
        <span class="grow">
          <span class="row"><span class="name one-line">${door.name}</span>${modeChip(app, door.mode)}</span>
          ${last
            ? html`<span class="muted">${app.t(`decided.${last.verdict}`, { whom: last.whom ?? app.t("whom.gone") })} · ${app.format.ago(last.at)}</span>`
            : html`<span class="muted">${app.t("door.undecided")}</span>`}
        </span>
      </a>
      ${last?.verdict === "refused" && last.because
        ? html`<p class="because row">${verdictChip(app, "refused")} <span>${last.because}</span></p>`
        : nothing}`;
  }

  private vehicle(app: App, vehicle: VehicleView) {
    const target = go("vehicles", vehicle.vehicle_id);
    const here = vehicle.whereabouts === "here";
    return html`<a class="one" href=${target.path} @click=${target.click}>
      <span class="badge ${here ? "good" : ""}">${icon(here ? "here" : vehicle.whereabouts === "away" ? "away" : "car", 28)}</span>
      <span class="grow">
        <span class="name one-line">${vehicle.name}</span><br />
        <span class="muted">
          ${app.t(`whereabouts.${vehicle.whereabouts}`)}${vehicle.last_seen ? ` · ${app.t("vehicle.seen", { when: app.format.ago(vehicle.last_seen) })}` : ""}
        </span>
      </span>
    </a>`;
  }

  private watch(): void {
    this.stop = share(this.hass, (overview, error) => {
      this.overview = overview;
      this.error = error ? errorText(error) : null;
    });
  }
}
