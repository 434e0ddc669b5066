import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { property, query, state } from "lit/decorators.js";

import { renewLinks } from "./components/picture";
import { Api } from "./api/client";
import type { Overview } from "./api/types";
import type { App } from "./element";
import { Format } from "./format";
import { define, errorText, type Hass, type Route, toggleMenu } from "./ha";
import { loadTexts, type Translate } from "./i18n";
import { type Icon, icon } from "./icons";
import { placeOf, type View } from "./place";
import { controls, theme } from "./styles";
import { go } from "./components/told";
import "./views/cameras";
import "./views/doors";
import "./views/first-run";
import "./views/history";
import "./views/now";
import "./views/plate";
import "./views/privacy";
import "./views/sighting";
import "./views/vehicles";

const TABS: readonly { view: View; icon: Icon }[] = [
  { view: "now", icon: "video" },
  { view: "history", icon: "history" },
  { view: "vehicles", icon: "car" },
  { view: "doors", icon: "door" },
  { view: "cameras", icon: "camera" },
  { view: "privacy", icon: "privacy" },
];

const TOLD_FOR = 4000;

/** Placa's page in the sidebar. */
export class PlacaPanel extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ type: Boolean, reflect: true }) narrow = false;
  @property({ attribute: false }) route?: Route;
  @state() private overview: Overview | null = null;
  @state() private texts: Translate | null = null;
  @state() private error: string | null = null;
  @state() private hash = location.hash;
  @state() private told: { text: string; failed: boolean } | null = null;
  @query("main") private main!: HTMLElement;
  private readonly api = new Api(() => this.hass);
  private unwatch: (() => Promise<void> | void) | undefined;
  private language = "";
  private format!: Format;
  private forget: number | undefined;
  private started = false;
  private readonly moved = () => (this.hash = location.hash);

  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: calc(
          100dvh - var(--safe-area-inset-top, 0px) - var(--safe-area-inset-bottom, 0px)
        );
        background: var(--ground);
        overflow: hidden;
      }
      header {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: var(--header-height, 56px);
        padding: 0 12px;
        background: var(--app-header-background-color, var(--accent));
        color: var(--app-header-text-color, #fff);
        border-bottom: var(--app-header-border-bottom, none);
        flex: none;
      }
      header h1 {
        font-size: 20px;
        font-weight: 400;
        padding-inline: 12px;
      }
      header nav {
        display: flex;
        height: var(--header-height, 56px);
        margin-inline-start: 12px;
      }
      nav a {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 0 14px;
        color: inherit;
        text-decoration: none;
        font-weight: 500;
        border-block-end: 3px solid transparent;
        border-block-start: 3px solid transparent;
        opacity: 0.8;
      }
      nav a[aria-current="page"] {
        opacity: 1;
        border-block-end-color: currentColor;
      }
      nav a:focus-visible,
      header button:focus-visible {
        outline: 2px solid currentColor;
        outline-offset: -3px;
      }
      header button.round:hover:not(:disabled) {
        background: color-mix(in srgb, currentColor 14%, transparent);
      }
      main {
        flex: 1;
        min-height: 0;
        overflow: auto;
        overflow-anchor: none;
        overscroll-behavior: contain;
      }
      nav.bottom {
        display: flex;
        flex: none;
        background: var(--surface);
        border-block-start: 1px solid var(--line);
        padding-block-end: env(safe-area-inset-bottom, 0);
      }
      nav.bottom a {
        flex: 1;
        min-width: 0;
        flex-direction: column;
        gap: 1px;
        padding: 7px 2px 6px;
        font-size: 11px;
        border: 0;
        opacity: 1;
        color: var(--muted);
      }
      nav.bottom a[aria-current="page"] {
        color: var(--link);
      }
      nav.bottom span {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .told {
        position: fixed;
        z-index: 10;
        inset-block-end: calc(24px + env(safe-area-inset-bottom, 0px));
        inset-inline-start: 50%;
        transform: translateX(-50%);
        max-width: min(560px, calc(100vw - 32px));
        padding: 12px 20px;
        border-radius: 12px;
        background: var(--text);
        color: var(--surface);
        box-shadow: 0 4px 20px rgba(0, 0, 0, 0.3);
      }
      :host(:dir(rtl)) .told {
        transform: translateX(50%);
      }
      :host([narrow]) .told {
        inset-block-end: 84px;
      }
      .told.failed {
        background: color-mix(in srgb, var(--error-color, #db4437) 60%, #000);
        color: #fff;
      }
      .message {
        margin: 24px;
      }
      .away {
        margin: 16px clamp(12px, 2.5vw, 32px) 0;
      }
    `,
  ];

  constructor() {
    super();
    renewLinks(this, () => this.hass);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("location-changed", this.moved);
    window.addEventListener("popstate", this.moved);
    window.addEventListener("hashchange", this.moved);
    this.hash = location.hash;
    if (this.started) void this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("location-changed", this.moved);
    window.removeEventListener("popstate", this.moved);
    window.removeEventListener("hashchange", this.moved);
    void this.unwatch?.();
    this.unwatch = undefined;
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("hass") || !this.hass) return;
    if (!this.started) {
      this.started = true;
      void this.watch();
    }
    if (this.hass.language !== this.language) {
      this.language = this.hass.language;
      this.format = new Format({
        language: this.language,
        timeZone: this.hass.config.time_zone,
        hour12: { "12": true, "24": false }[this.hass.locale?.time_format ?? ""],
      });
      void loadTexts(this.language).then((texts) => (this.texts = texts));
    }
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("hash") || changed.has("route")) {
      const place = this.place;
      if (place.view !== "history" && this.main) this.main.scrollTop = 0;
    }
  }

  override render() {
    const { texts } = this;
    if (!texts) return nothing;
    const place = this.place;
    const tabs = TABS.map(({ view, icon: name }) => {
      const target = go(view);
      const current = view === place.view || (view === "history" && ["sighting", "plate"].includes(place.view));
      return html`<a href=${target.path} @click=${target.click} aria-current=${current ? "page" : nothing}>
        ${icon(name, 22)}<span>${texts(`tab.${view}` as "tab.now")}</span>
      </a>`;
    });
    const below = place.view === "sighting" || place.view === "plate";
    return html`
      <header>
        ${below
          ? html`<button class="round" aria-label=${texts("back")} @click=${() => history.back()}>${icon("back")}</button>`
          : this.narrow || this.hass.dockedSidebar === "always_hidden"
            ? html`<button class="round" aria-label=${texts("menu")} @click=${() => toggleMenu(this)}>${icon("menu")}</button>`
            : nothing}
        <h1>Placa</h1>
        ${this.narrow ? nothing : html`<nav aria-label="Placa">${tabs}</nav>`}
      </header>
      <main>${this.content(texts)}</main>
      ${this.narrow ? html`<nav class="bottom" aria-label="Placa">${tabs}</nav>` : nothing}
      ${this.told
        ? html`<div class="told ${this.told.failed ? "failed" : ""}" role="status">${this.told.text}</div>`
        : nothing}
    `;
  }

  private content(texts: Translate) {
    if (this.error) {
      return html`<div class="note bad message" role="alert">
        ${icon("alert")}
        <p class="grow">${this.error}</p>
        <button @click=${() => this.watch()}>${texts("again")}</button>
      </div>`;
    }
    const { overview } = this;
    if (!overview) return html`<p class="message muted" aria-busy="true">${texts("loading")}</p>`;
    const app: App = {
      hass: this.hass, api: this.api, overview, place: this.place, narrow: this.narrow,
      t: texts, format: this.format, tell: (text, failed = false) => this.tell(text, failed),
    };
    return html`
      ${overview.connected
        ? nothing
        : html`<p class="note warn away" role="alert">${icon("alert")} <span>${texts("engine_away")}</span></p>`}
      ${this.view(app)}
    `;
  }

  private view(app: App) {
    const { overview } = app;
    switch (app.place.view) {
      case "history":
        return html`<placa-history .app=${app} .scroller=${this.main}></placa-history>`;
      case "sighting":
        return html`<placa-sighting .app=${app}></placa-sighting>`;
      case "plate":
        return html`<placa-plate-view .app=${app}></placa-plate-view>`;
      case "vehicles":
        return html`<placa-vehicles .app=${app}></placa-vehicles>`;
      case "doors":
        return html`<placa-doors .app=${app}></placa-doors>`;
      case "cameras":
        return html`<placa-cameras .app=${app}></placa-cameras>`;
      case "privacy":
        return html`<placa-privacy .app=${app}></placa-privacy>`;
      default:
        return overview.admin && !(overview.cameras.length && overview.vehicles.length && overview.doors.length)
          ? html`<placa-first-run .app=${app}></placa-first-run>
              ${overview.cameras.length ? html`<placa-now .app=${app}></placa-now>` : nothing}`
          : html`<placa-now .app=${app}></placa-now>`;
    }
  }

  private get place() {
    return placeOf(this.route?.path ?? location.pathname.replace(/^\/placa/, ""), this.hash);
  }

  private tell(text: string, failed: boolean): void {
    clearTimeout(this.forget);
    this.told = { text, failed };
    this.forget = window.setTimeout(() => (this.told = null), failed ? 2 * TOLD_FOR : TOLD_FOR);
  }

  private async watch(): Promise<void> {
    this.error = null;
    try {
      const unwatch = await this.api.watch((overview) => (this.overview = overview));
      if (this.isConnected) this.unwatch = unwatch;
      else await unwatch();
    } catch (error) {
      this.error = errorText(error);
    }
  }
}

define("placa-panel", PlacaPanel);
