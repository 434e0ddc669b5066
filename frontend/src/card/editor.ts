import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";

import type { Overview } from "../api/types";
import type { Hass } from "../ha";
import { loadTexts, type Translate } from "../i18n";
import { controls, theme } from "../styles";
import type { CardConfig, Shows } from "./card";
import { share } from "./watch";

/** The card's visual editor. */
export class PlacaCardEditor extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @state() private config!: CardConfig;
  @state() private overview: Overview | null = null;
  @state() private texts: Translate | null = null;
  private stop: (() => void) | undefined;

  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: grid;
        gap: 14px;
      }
    `,
  ];

  setConfig(config: CardConfig): void {
    this.config = config;
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("hass") || !this.hass || this.stop) return;
    this.stop = share(this.hass, (overview) => (this.overview = overview));
    void loadTexts(this.hass.language).then((texts) => (this.texts = texts));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = undefined;
  }

  override render() {
    const { texts, overview, config } = this;
    if (!texts || !config) return nothing;
    const shows = config.shows ?? "latest";
    return html`
      ${this.select("shows", texts("card.shows"), shows, (["latest", "door", "vehicle"] as Shows[]).map((one) => [one, texts(`card.${one}`)]))}
      ${shows === "latest"
        ? html`
            <label class="field">
              ${texts("card.count")}
              <input type="number" min="1" max="24" .value=${String(config.count ?? 4)}
                @change=${(event: Event) => this.change({ count: Number((event.target as HTMLInputElement).value) })} />
            </label>
            ${this.select("camera_id", texts("card.camera"), config.camera_id ?? "", [
              ["", texts("history.any")],
              ...(overview?.cameras ?? []).map((one): [string, string] => [one.camera_id, one.name]),
            ])}
          `
        : nothing}
      ${shows === "door"
        ? this.select("door_id", texts("card.door"), config.door_id ?? "", (overview?.doors ?? []).map((one) => [one.door_id, one.name]))
        : nothing}
      ${shows === "vehicle"
        ? this.select("vehicle_id", texts("card.vehicle"), config.vehicle_id ?? "", (overview?.vehicles ?? []).map((one) => [one.vehicle_id, one.name]))
        : nothing}
    `;
  }

  private select(key: keyof CardConfig, label: string, chosen: string, choices: [string, string][]) {
    return html`<label class="field">
      ${label}
      <select @change=${(event: Event) => this.change({ [key]: (event.target as HTMLSelectElement).value })}>
        ${choices.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
      </select>
    </label>`;
  }

  private change(changes: Partial<CardConfig>): void {
    const config: Record<string, unknown> = { ...this.config, ...changes };
    const shows = config["shows"];
    const { doors, vehicles } = this.overview ?? { doors: [], vehicles: [] };
    if (shows === "door") config["door_id"] ||= doors[0]?.door_id;
    if (shows === "vehicle") config["vehicle_id"] ||= vehicles[0]?.vehicle_id;
    for (const [key, value] of Object.entries(config)) if (value === "" || value === undefined) delete config[key];
    this.dispatchEvent(new CustomEvent("config-changed", { detail: { config }, bubbles: true, composed: true }));
  }
}
