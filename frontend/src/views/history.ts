import { css, html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";

import type { Filter, Sighting, Summary } from "../api/types";
import { PlacaElement } from "../element";
import { define, errorText } from "../ha";
import type { TextKey } from "../i18n";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/dialog";
import "../components/heat";
import { dayBars, dayMarks } from "../components/ribbon";
import "../components/tile";
import type { Row } from "../components/virtual";
import "../components/virtual";

const PAGE = 100;
const LINE = 86;
const HEAD = 46;
const GAP = 12;
const LEAST_TILE = 240;
const TYPING = 350;

const DAY = 86_400_000;
const NO_PERIOD = { day: "", since: "", until: "" };

type Arranged = Row & ({ day: string } | { sightings: Sighting[] });

/** All that was seen, by day, narrowed by what stands in the address. */
export class PlacaHistory extends PlacaElement {
  @property({ attribute: false }) scroller: HTMLElement | null = null;
  @state() private sightings: Sighting[] = [];
  @state() private next: string | null = null;
  @state() private summary: Summary | null = null;
  @state() private loading = true;
  @state() private error: string | null = null;
  @state() private look: "tile" | "line" = "line";
  @state() private filters = false;
  @state() private exporting = false;
  @state() private width = 0;
  private asked = "";
  private typing: number | undefined;
  private readonly resized = new ResizeObserver(() => this.measure());

  static override styles = [
    theme,
    controls,
    page,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        align-items: center;
      }
      .search {
        position: relative;
        flex: 1 1 230px;
        max-width: 420px;
      }
      .search .icon {
        position: absolute;
        inset-inline-start: 12px;
        top: 9px;
        color: var(--muted);
      }
      .search input {
        padding-inline-start: 44px;
        border-radius: 21px;
      }
      .periods {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .periods button {
        min-height: 34px;
        padding: 0 14px;
      }
      .periods button[aria-pressed="true"] {
        background: var(--tint);
        border-color: var(--link);
        color: var(--link);
      }
      .looks {
        display: flex;
        border: 1px solid var(--line);
        border-radius: 20px;
        overflow: hidden;
      }
      .looks button {
        border: 0;
        border-radius: 0;
        padding: 0 12px;
        background: transparent;
      }
      .looks button[aria-pressed="true"] {
        background: var(--tint);
        color: var(--link);
      }
      .filters {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 10px;
      }
      .charts {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: 16px;
      }
      .charts .card {
        padding: 14px 16px;
        display: grid;
        gap: 10px;
        align-content: space-between;
      }
      .chosen {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        min-height: 32px;
      }
      .chosen button {
        min-height: 30px;
        padding: 0 6px 0 12px;
        font-size: 13px;
        border-color: transparent;
        background: var(--tint);
        color: var(--link);
        gap: 4px;
      }
      .count {
        font-size: 16px;
        font-weight: 600;
      }
      h3 {
        display: flex;
        align-items: end;
        height: 100%;
        padding-bottom: 10px;
        font-size: 15px;
      }
      .tiles {
        display: grid;
        gap: ${GAP}px;
        padding-bottom: ${GAP}px;
        height: 100%;
      }
      .line {
        height: 100%;
        padding-bottom: 8px;
        container-type: inline-size;
      }
      .empty {
        display: grid;
        justify-items: center;
        gap: 10px;
        padding: 60px 20px;
        color: var(--muted);
        text-align: center;
      }
      .waiting {
        height: 74px;
        border-radius: 10px;
        background: linear-gradient(90deg, var(--sunken), var(--surface), var(--sunken));
        background-size: 200% 100%;
        animation: shimmer 1.4s infinite linear;
        margin-bottom: 8px;
      }
      @keyframes shimmer {
        to {
          background-position: -200% 0;
        }
      }
      @media (max-width: 800px) {
        .charts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("app")) return;
    const asked = JSON.stringify(this.filter);
    if (asked !== this.asked) {
      this.asked = asked;
      void this.load();
    }
  }

  override render() {
    return html`<div class="stack">
      <div class="head">
        <label class="search">
          ${icon("search")}
          <input
            type="search"
            placeholder=${this.t("history.search")}
            aria-label=${this.t("history.search")}
            .value=${this.filter.text ?? ""}
            ?disabled=${!this.may("search")}
            @input=${this.typed}
          />
        </label>
        ${this.filter.text
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${this.filter.alike ?? false}
                @change=${(event: Event) => this.narrow({ alike: (event.target as HTMLInputElement).checked })}
              />
              ${this.t("history.alike")}
            </label>`
          : nothing}
        <button aria-expanded=${this.filters} @click=${() => (this.filters = !this.filters)}>
          ${icon("filter", 20)} ${this.t("history.filters")}
        </button>
        <span class="grow"></span>
        <div class="looks" role="group" aria-label=${this.t("history.look")}>
          <button aria-pressed=${this.look === "line"} aria-label=${this.t("history.list")} @click=${() => (this.look = "line")}>
            ${icon("list", 20)}
          </button>
          <button aria-pressed=${this.look === "tile"} aria-label=${this.t("history.grid")} @click=${() => (this.look = "tile")}>
            ${icon("grid", 20)}
          </button>
        </div>
        ${this.may("search")
          ? html`<button @click=${() => (this.exporting = true)}>${icon("download", 20)} ${this.t("history.export")}</button>`
          : nothing}
      </div>
      ${this.periods()} ${this.filters ? this.fields() : nothing} ${this.charts()} ${this.chosen()} ${this.list()}
      ${this.exporting
        ? html`<placa-export
            .app=${this.app}
            .filter=${this.filter}
            .count=${this.summary?.count ?? 0}
            @closed=${() => (this.exporting = false)}
          ></placa-export>`
        : nothing}
    </div>`;
  }

  private get filter(): Filter {
    return this.app.place.filter;
  }

  private fields() {
    const { cameras, doors, vehicles, passes } = this.app.overview;
    const named = [
      ...vehicles.map((one): [string, string] => [one.vehicle_id, one.name]),
      ...passes.map((one): [string, string] => [one.pass_id, one.name]),
    ];
    return html`<div class="filters">
      ${this.select("who", "history.who", [
        ["known", this.t("who.known")],
        ...(this.may("strangers") ? [["unknown", this.t("who.unknown")] as [string, string]] : []),
        ["guest", this.t("who.guest")],
        ["denied", this.t("who.denied")],
      ])}
      ${this.select("vehicle_id", "history.vehicle", named)}
      ${this.select("camera_id", "history.camera", cameras.map((one) => [one.camera_id, one.name]))}
      ${this.select("door_id", "history.door", doors.map((one) => [one.door_id, one.name]))}
      ${this.select("verdict", "history.verdict", (["granted", "refused", "shadow", "awaiting"] as const).map((one) => [one, this.t(`verdict.${one}`)]))}
      ${this.select("direction", "history.direction", (["approaching", "receding", "left", "right", "stationary"] as const).map((one) => [one, this.t(`direction.${one}`)]))}
      <label class="field">
        ${this.t("history.day")}
        <input
          type="date"
          .value=${this.filter.day ?? ""}
          @change=${(event: Event) => this.narrow({ day: (event.target as HTMLInputElement).value })}
        />
      </label>
    </div>`;
  }

  private select(key: keyof Filter, label: Parameters<typeof this.t>[0], choices: [string, string][]) {
    return html`<label class="field">
      ${this.t(label)}
      <select @change=${(event: Event) => this.narrow({ [key]: (event.target as HTMLSelectElement).value })}>
        <option value="">${this.t("history.any")}</option>
        ${choices.map(
          ([value, name]) => html`<option value=${value} ?selected=${this.filter[key] === value}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  private periods() {
    const { filter } = this;
    const today = this.format.dayOf(new Date().toISOString());
    const choices: [TextKey, Partial<Filter>][] = [
      ["period.today", { day: today }],
      ["period.yesterday", { day: dayBefore(today, 1) }],
      ["period.week", { since: `${dayBefore(today, 6)}T00:00:00` }],
      ["period.last_month", lastMonth(today)],
    ];
    return html`<div class="periods" role="group" aria-label=${this.t("period.name")}>
      ${choices.map(([name, chosen]) => {
        const on = (["day", "since", "until"] as const).every((key) => filter[key] === chosen[key]);
        return html`<button aria-pressed=${on} @click=${() => this.narrow({ ...NO_PERIOD, ...(on ? {} : chosen) })}>${this.t(name)}</button>`;
      })}
    </div>`;
  }

  private charts() {
    const { summary } = this;
    const days = summary?.days ?? [];
    return html`<div class="charts">
      <section class="card">
        <h2>${this.t("history.ribbon")}</h2>
        <placa-ribbon
          .app=${this.app}
          .name=${this.t("history.ribbon")}
          .bars=${dayBars(this.format, days)}
          .marks=${dayMarks(this.format, days)}
          .chosen=${this.filter.day ?? null}
          @bar=${(event: CustomEvent<string | null>) => this.narrow({ ...NO_PERIOD, weekdays: [], day: event.detail ?? "" })}
        ></placa-ribbon>
      </section>
      ${this.filter.day ? this.hours() : this.week()}
    </div>`;
  }

  /** The hours of the one day that is shown. */
  private hours() {
    const hours = this.summary?.hours ?? [];
    const bars = Array.from({ length: 24 }, (_, hour) => ({
      key: String(hour),
      name: this.format.hour(hour),
      count: hours.reduce((sum, day) => sum + (day[hour] ?? 0), 0),
    }));
    return html`<section class="card">
      <h2>${this.t("history.hours")}</h2>
      <placa-ribbon
        dir="ltr"
        .app=${this.app}
        .name=${this.t("history.hours")}
        .bars=${bars}
        .marks=${[0, 6, 12, 18, 23].map((hour) => this.format.hour(hour))}
        .chosen=${this.filter.hours?.length ? String(this.filter.hours[0]) : null}
        @bar=${(event: CustomEvent<string | null>) =>
          this.narrow({ weekdays: [], hours: event.detail === null ? [] : [Number(event.detail)] })}
      ></placa-ribbon>
    </section>`;
  }

  private week() {
    const { summary } = this;
    const hour = this.filter.hours?.[0];
    const weekday = this.filter.weekdays?.[0];
    const chosen = hour !== undefined && weekday !== undefined ? { weekday, hour } : null;
    return html`<section class="card" ?hidden=${this.app.narrow && !this.filters}>
      <h2>${this.t("history.heat")}</h2>
      <placa-heat
        .app=${this.app}
        .hours=${summary?.hours ?? Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0))}
        .chosen=${chosen}
        @hour=${(event: CustomEvent<{ weekday: number; hour: number } | null>) =>
          this.narrow(
            event.detail
              ? { hours: [event.detail.hour], weekdays: [event.detail.weekday] }
              : { hours: [], weekdays: [] },
          )}
      ></placa-heat>
    </section>`;
  }

  private chosen() {
    const { filter } = this;
    const { cameras, doors, vehicles, passes } = this.app.overview;
    const weekdays = this.format.weekdays("long");
    const shown: [Partial<Record<keyof Filter, unknown>>, string][] = [];
    if (filter.text) shown.push([{ text: "", alike: false }, `“${filter.text}”`]);
    if (filter.who) shown.push([{ who: "" }, this.t(`who.${filter.who}`)]);
    const named = [...vehicles.map((one) => [one.vehicle_id, one.name]), ...passes.map((one) => [one.pass_id, one.name])];
    if (filter.vehicle_id) shown.push([{ vehicle_id: "" }, named.find(([id]) => id === filter.vehicle_id)?.[1] ?? this.t("whom.gone")]);
    if (filter.camera_id) shown.push([{ camera_id: "" }, cameras.find((one) => one.camera_id === filter.camera_id)?.name ?? filter.camera_id]);
    if (filter.door_id) shown.push([{ door_id: "" }, doors.find((one) => one.door_id === filter.door_id)?.name ?? filter.door_id]);
    if (filter.verdict) shown.push([{ verdict: "" }, this.t(`verdict.${filter.verdict}`)]);
    if (filter.direction) shown.push([{ direction: "" }, this.t(`direction.${filter.direction}`)]);
    if (filter.since || filter.until) shown.push([{ since: "", until: "" }, this.period(filter)]);
    if (filter.day) shown.push([{ day: "" }, this.format.localDay(filter.day)]);
    if (filter.hours?.length) {
      const day = filter.weekdays?.[0];
      const text = `${day === undefined ? "" : `${weekdays[day]}, `}${filter.hours.map((hour) => this.format.hour(hour)).join(", ")}`;
      shown.push([{ hours: [], weekdays: [] }, text]);
    }
    return html`<div class="chosen">
      <span class="count" role="status">
        ${this.summary ? this.t("count.sightings", { count: this.summary.count }) : "…"}
      </span>
      ${shown.map(
        ([change, name]) => html`<button aria-label=${this.t("history.without", { name })} @click=${() => this.narrow(change)}>
          ${name} ${icon("close", 18)}
        </button>`,
      )}
      ${shown.length > 1
        ? html`<button @click=${() => this.go("history", null, {}, true)}>${this.t("history.clear")} ${icon("close", 18)}</button>`
        : nothing}
    </div>`;
  }

  /** From and until which day, both included. */
  private period(filter: Filter): string {
    const day = (at: string) => this.format.localDay(at.slice(0, 10), "short");
    const last = filter.until && dayBefore(filter.until.slice(0, 10), 1);
    if (filter.since && last) return `${day(filter.since)} – ${day(last)}`;
    return filter.since ? this.t("period.since", { day: day(filter.since) }) : this.t("period.until", { day: day(last ?? "") });
  }

  private list() {
    if (this.error) {
      return html`<div class="note bad" role="alert">${icon("alert")}
        <div class="grow"><p>${this.error}</p></div>
        <button @click=${() => this.load()}>${this.t("again")}</button>
      </div>`;
    }
    if (this.loading && !this.sightings.length) {
      return html`<div aria-busy="true" aria-label=${this.t("loading")}>
        ${[1, 2, 3, 4, 5].map(() => html`<div class="waiting"></div>`)}
      </div>`;
    }
    if (!this.sightings.length) {
      return html`<div class="empty">${icon("car", 56)}<p>${this.t("history.none")}</p></div>`;
    }
    return html`<placa-virtual
      .rows=${this.arranged()}
      .row=${(row: Arranged) => this.row(row)}
      .scroller=${this.scroller}
      @near-end=${this.more}
    ></placa-virtual>`;
  }

  /** A head for each day, then its sightings, as many in a row as there is room for. */
  private arranged(): Arranged[] {
    const columns = this.look === "line" ? 1 : Math.max(1, Math.floor((this.width + GAP) / (LEAST_TILE + GAP)));
    const tile = (this.width - (columns - 1) * GAP) / columns;
    const height = this.look === "line" ? LINE : Math.round(tile * 0.625 + 70 + GAP);
    const rows: Arranged[] = [];
    let day = "";
    let current: Sighting[] = [];
    for (const sighting of this.sightings) {
      const its = this.format.dayOf(sighting.first_seen);
      if (its !== day) {
        day = its;
        current = [];
        rows.push({ key: day, height: HEAD, day });
      }
      if (!current.length || current.length === columns) {
        current = [sighting];
        rows.push({ key: sighting.sighting_id, height, sightings: current });
      } else current.push(sighting);
    }
    return rows;
  }

  private row(row: Arranged) {
    if ("day" in row) return html`<h3>${this.format.localDay(row.day)}</h3>`;
    if (this.look === "line") {
      return html`<div class="line">
        <placa-tile look="line" style="height:100%" .app=${this.app} .sighting=${row.sightings[0]!}></placa-tile>
      </div>`;
    }
    const columns = Math.max(1, Math.floor((this.width + GAP) / (LEAST_TILE + GAP)));
    return html`<div class="tiles" style="grid-template-columns:repeat(${columns},minmax(0,1fr))">
      ${row.sightings.map((one) => html`<placa-tile .app=${this.app} .sighting=${one}></placa-tile>`)}
    </div>`;
  }

  private readonly typed = (event: InputEvent): void => {
    const text = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.narrow({ text }), TYPING);
  };

  private narrow(change: Partial<Record<keyof Filter, unknown>>): void {
    const filter: Record<string, unknown> = { ...this.filter, ...change };
    for (const [key, value] of Object.entries(filter)) {
      if (value === "" || value === false || (Array.isArray(value) && !value.length)) delete filter[key];
    }
    this.go("history", null, filter as Filter, true);
  }

  private async load(): Promise<void> {
    const asked = this.asked;
    this.loading = true;
    this.error = null;
    this.sightings = [];
    try {
      const [page, summary] = await Promise.all([
        this.app.api.sightings(this.filter, PAGE),
        this.app.api.summary(this.filter),
      ]);
      if (asked !== this.asked) return;
      this.sightings = page.sightings;
      this.next = page.next;
      this.summary = summary;
    } catch (error) {
      if (asked === this.asked) this.error = errorText(error);
    } finally {
      if (asked === this.asked) this.loading = false;
    }
  }

  private readonly more = async (): Promise<void> => {
    if (this.loading || !this.next) return;
    const asked = this.asked;
    this.loading = true;
    await this.attempt(async () => {
      const page = await this.app.api.sightings(this.filter, PAGE, this.next);
      if (asked !== this.asked) return;
      this.sightings = [...this.sightings, ...page.sightings];
      this.next = page.next;
    });
    if (asked === this.asked) this.loading = false;
  };

  private measure(): void {
    const style = getComputedStyle(this);
    this.width = this.clientWidth - parseFloat(style.paddingLeft || "0") - parseFloat(style.paddingRight || "0");
  }
}

/** The local day so many days before another, as 2026-11-30. */
function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10);
}

/** The whole month before the one that a day is in, by Home Assistant's clocks. */
function lastMonth(day: string): { since: string; until: string } {
  const first = `${day.slice(0, 7)}-01`;
  return { since: `${dayBefore(first, 1).slice(0, 7)}-01T00:00:00`, until: `${first}T00:00:00` };
}

define("placa-history", PlacaHistory);

/** Asks for the purpose of an export, has it recorded and hands the file over. */
export class PlacaExport extends PlacaElement {
  @property({ attribute: false }) filter: Filter = {};
  @property({ attribute: false }) count = 0;
  @state() private reason = "";
  @state() private kind = "csv";
  @state() private busy = false;

  static override styles = [theme, controls];

  override render() {
    return html`<placa-dialog .heading=${this.t("export.title")} .closeLabel=${this.t("close")}>
      <p>${this.t("export.what", { count: this.count })}</p>
      <div role="radiogroup" aria-label=${this.t("export.format")}>
        ${(["csv", "json", "zip"] as const).map(
          (kind) => html`<label class="check">
            <input type="radio" name="format" .checked=${this.kind === kind} @change=${() => (this.kind = kind)} />
            ${this.t(`export.${kind}`)}
          </label>`,
        )}
      </div>
      <label class="field">
        ${this.t("export.reason")}
        <input maxlength="500" .value=${this.reason}
          @input=${(event: InputEvent) => (this.reason = (event.target as HTMLInputElement).value)} />
      </label>
      <p class="muted">${this.t("export.recorded")}</p>
      <button slot="actions" class="main" ?disabled=${!this.reason.trim() || this.busy} @click=${this.fetch}>
        ${icon("download", 20)} ${this.t("history.export")}
      </button>
    </placa-dialog>`;
  }

  private readonly fetch = async (): Promise<void> => {
    this.busy = true;
    const done = await this.attempt(async () => {
      const { path } = await this.app.api.exportSightings(this.filter, this.kind, this.reason.trim());
      const link = document.createElement("a");
      link.href = path;
      link.download = "";
      document.body.append(link);
      link.click();
      link.remove();
    });
    this.busy = false;
    if (done) this.dispatchEvent(new CustomEvent("closed"));
  };
}

define("placa-export", PlacaExport);
