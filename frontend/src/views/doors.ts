import { css, html, nothing, type PropertyValues } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Decision, DoorView, Mode, Policy, ShadowReport } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import type { TextKey } from "../i18n";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/access-form";
import "../components/dialog";
import "../components/door-form";
import "../components/reasons";
import { go, modeChip } from "../components/told";

type Switch =
  | "require_movement" | "require_seen_coming" | "require_rigid_motion" | "require_closed"
  | "require_streaming" | "once_a_visit";

const SWITCHES: readonly Switch[] = [
  "require_movement", "require_seen_coming", "require_rigid_motion", "require_streaming",
  "require_closed", "once_a_visit",
];

/** How sure a reading must be, in three words. */
const STRICTNESS = {
  strict: { min_frames: 5, min_confidence: 0.98, min_margin: 0.7 },
  normal: { min_frames: 3, min_confidence: 0.95, min_margin: 0.5 },
  lenient: { min_frames: 2, min_confidence: 0.9, min_margin: 0.3 },
} as const;

const PAUSES = [15, 30, 60, 300, 900] as const;

/** The doors: what each asks for, what it decided and why, and what it would have done. */
export class PlacaDoors extends PlacaElement {
  @state() private decisions: Decision[] = [];
  @state() private next: number | null = null;
  @state() private report: ShadowReport | null = null;
  @state() private arming = false;
  @state() private doing = false;
  @state() private choosing = false;
  @state() private loading = false;
  private shown: string | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .doors {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        margin-bottom: 18px;
      }
      .doors a {
        display: flex;
        gap: 10px;
        align-items: center;
        padding: 10px 14px;
        border: 1px solid var(--line);
        border-radius: 14px;
        color: inherit;
        text-decoration: none;
        background: var(--surface);
        font-weight: 600;
      }
      .doors a[aria-current="true"] {
        border-color: var(--link);
        background: var(--tint);
      }
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
        gap: 20px;
        align-items: start;
      }
      .modes {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 8px;
        margin-top: 14px;
      }
      .modes button {
        flex-direction: column;
        height: auto;
        min-height: 74px;
        gap: 4px;
        border-radius: 14px;
        padding: 8px;
      }
      .modes button[aria-pressed="true"] {
        border: 2px solid var(--link);
        background: var(--tint);
        color: var(--link);
      }
      .modes small {
        font-weight: 400;
        color: var(--muted);
        line-height: 1.2;
      }
      .sentence {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 14px;
        align-items: center;
        padding: 11px 0;
        border-top: 1px solid var(--line);
      }
      .sentence small {
        display: block;
        color: var(--muted);
      }
      .sentence select {
        width: auto;
        max-width: 210px;
      }
      .switch {
        appearance: none;
        position: relative;
        width: 42px !important;
        height: 24px !important;
        border-radius: 12px;
        background: color-mix(in srgb, var(--text) 32%, var(--surface));
        cursor: pointer;
        transition: background 150ms;
      }
      .switch::before {
        content: "";
        position: absolute;
        inset-block-start: 3px;
        inset-inline-start: 3px;
        width: 18px;
        height: 18px;
        border-radius: 50%;
        background: #fff;
        transition: inset-inline-start 150ms;
      }
      .switch:checked {
        background: var(--link);
      }
      .switch:checked::before {
        inset-inline-start: 21px;
      }
      .report {
        background: var(--tint);
        border-color: color-mix(in srgb, var(--link) 40%, var(--line));
        display: grid;
        gap: 12px;
      }
      .report .big {
        font-size: 18px;
        font-weight: 600;
        line-height: 1.35;
      }
      .day {
        margin: 18px 0 8px;
        font-size: 15px;
      }
      .decision {
        padding: 14px 16px;
        margin-bottom: 10px;
      }
      .whom {
        display: flex;
        justify-content: space-between;
        gap: 10px;
        margin-bottom: 8px;
        font-weight: 600;
      }
      @media (max-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  private get door(): DoorView | null {
    const { doors } = this.app.overview;
    return doors.find((one) => one.door_id === this.app.place.what) ?? doors[0] ?? null;
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("app")) return;
    const { door } = this;
    const shown = door ? `${door.door_id} ${door.last?.at} ${door.mode}` : null;
    if (shown !== this.shown) {
      if (shown?.split(" ")[0] !== this.shown?.split(" ")[0]) this.decisions = [];
      this.shown = shown;
      void this.load();
    }
  }

  override render() {
    const { doors } = this.app.overview;
    const { door } = this;
    if (!door) {
      return html`<div class="note">
        ${icon("door")}
        <div class="grow"><p>${this.t("doors.none")}</p></div>
        ${this.addButton()}
      </div>
      ${this.adding()}`;
    }
    return html`
      <div class="doors">
        ${doors.map((one) => {
          const target = go("doors", one.door_id);
          return html`<a href=${target.path} @click=${target.click} aria-current=${one === door}>
            ${icon("door", 20)} ${one.name} ${modeChip(this.app, one.mode)}
          </a>`;
        })}
        <span class="grow"></span>
        ${this.addButton()}
      </div>
      <div class="layout">
        <div class="stack">${this.head(door)} ${this.report ? this.shadow(door, this.report) : nothing} ${this.policy(door)}</div>
        <section aria-labelledby="decisions">
          <h2 id="decisions">${this.t("doors.decisions")}</h2>
          ${this.days()}
          ${this.next
            ? html`<button @click=${this.more} ?disabled=${this.loading}>${this.t("doors.earlier")}</button>`
            : nothing}
        </section>
      </div>
      ${this.arming ? this.arm(door) : nothing} ${this.adding()}
      ${this.choosing
        ? html`<placa-access-form .app=${this.app} .door=${door} @closed=${() => (this.choosing = false)}></placa-access-form>`
        : nothing}
    `;
  }

  private addButton() {
    if (!this.app.overview.admin || !this.app.overview.cameras.length) return nothing;
    return html`<button @click=${() => (this.doing = true)}>${icon("add", 20)} ${this.t("doors.add")}</button>`;
  }

  private adding() {
    if (!this.doing) return nothing;
    return html`<placa-door-form .app=${this.app} @closed=${() => (this.doing = false)}></placa-door-form>`;
  }

  private head(door: DoorView) {
    const same = this.app.overview.doors.filter((one) => one !== door && one.entity_id === door.entity_id);
    const modes: { mode: Mode; icon: "off" | "shadow" | "armed" }[] = [
      { mode: "off", icon: "off" }, { mode: "shadow", icon: "shadow" }, { mode: "armed", icon: "armed" },
    ];
    return html`<section class="card">
      <div class="row">
        <h1 class="grow">${door.name}</h1>
        <span class="chip">${this.t(`state.${knownState(door.state)}`)}</span>
      </div>
      <p class="muted">${this.t("doors.guarded", { cameras: this.format.list(door.cameras.map((one) => one.name)) })}</p>
      <div class="modes" role="group" aria-label=${this.t("doors.mode")}>
        ${modes.map(
          (one) => html`<button aria-pressed=${door.mode === one.mode} ?disabled=${!this.may("arm")} @click=${() => this.choose(door, one.mode)}>
            ${icon(one.icon)} ${this.t(`mode.${one.mode}`)} <small>${this.t(`mode.${one.mode}.what`)}</small>
          </button>`,
        )}
      </div>
      ${same.length
        ? html`<p class="note warn" style="margin-top:14px">${icon("alert")} <span>${this.t("doors.same_cover", { doors: this.format.list(same.map((one) => one.name)) })}</span></p>`
        : nothing}
    </section>`;
  }

  private shadow(door: DoorView, report: ShadowReport) {
    const cars = report.opened_for.map((one) => `${one.whom} (${this.format.number(one.times)})`);
    return html`<section class="card report" aria-labelledby="shadow">
      <h2 id="shadow" class="row">${icon("shadow", 20)} ${this.t("shadow.title")}</h2>
      <p class="big">
        ${report.opened
          ? this.t("shadow.opened", { span: this.lookedFor(report), times: this.t("times", { count: report.opened }), cars: this.t("cars", { count: cars.length }) })
          : this.t("shadow.never", { span: this.lookedFor(report) })}
      </p>
      ${report.opened ? html`<p>${this.t("shadow.only", { cars: this.format.list(cars) })}</p>` : nothing}
      ${report.missed.length
        ? html`<details>
            <summary>${this.t("shadow.missed", { count: report.missed.length })}</summary>
            ${report.missed.map((decision) => this.decision(decision))}
          </details>`
        : html`<p>${this.t("shadow.none_missed")}</p>`}
      ${this.may("arm")
        ? html`<div class="actions">
            <button class="main" ?disabled=${!report.opened} @click=${() => (this.arming = true)}>${icon("armed", 20)} ${this.t("shadow.arm", { door: door.name })}</button>
          </div>`
        : nothing}
    </section>`;
  }

  private policy(door: DoorView) {
    const { policy } = door;
    const may = this.may("arm") && this.app.overview.admin;
    const strictness = (Object.keys(STRICTNESS) as (keyof typeof STRICTNESS)[]).find((one) =>
      Object.entries(STRICTNESS[one]).every(([key, value]) => policy[key as keyof Policy] === value),
    );
    return html`<section class="card" aria-labelledby="policy">
      <h2 id="policy">${this.t("policy.title")}</h2>
      <p class="muted">${this.t("policy.all")}</p>
      <div class="sentence" style="border-top:0">
        <span>
          ${door.every_vehicle
            ? this.t("policy.every")
            : this.t("policy.only", { vehicles: this.format.list(door.vehicles.map((one) => one.name)) || "–" })}
          ${door.every_vehicle ? html`<small>${this.t("policy.every_warning")}</small>` : nothing}
        </span>
        ${may
          ? html`<button @click=${() => (this.choosing = true)}>${icon("edit", 20)} ${this.t("access.change")}</button>`
          : door.every_vehicle
            ? html`<span class="chip warn">${this.t("policy.every_chip")}</span>`
            : nothing}
      </div>
      ${this.choice("policy.sure", strictness ?? "custom", [
        ...(Object.keys(STRICTNESS) as (keyof typeof STRICTNESS)[]).map((one): [string, string] => [one, this.t(`policy.${one}`)]),
        ...(strictness ? [] : [["custom", this.t("policy.custom")] as [string, string]]),
      ], may, (value) => STRICTNESS[value as keyof typeof STRICTNESS], door)}
      ${this.choice("policy.second", policy.second_reader, (["must_agree", "must_not_disagree", "off"] as const).map((one) => [one, this.t(`policy.second.${one}`)]), may, (value) => ({ second_reader: value as Policy["second_reader"] }), door)}
      ${this.toggle(door, "policy.exact", !policy.accept_alike, may, (on) => ({ accept_alike: !on }))}
      ${SWITCHES.map((key) => this.toggle(door, `policy.${key}`, policy[key], may, (on) => ({ [key]: on })))}
      ${this.choice("policy.pause", String(policy.cool_down), [...new Set([...PAUSES, policy.cool_down])].sort((a, b) => a - b).map((one) => [String(one), this.format.duration(one)]), may, (value) => ({ cool_down: Number(value) }), door)}
    </section>`;
  }

  private toggle(door: DoorView, key: TextKey, on: boolean, may: boolean, change: (on: boolean) => Partial<Policy>) {
    return html`<label class="sentence">
      <span>${this.t(key)} <small>${this.t(`${key}.why` as TextKey)}</small></span>
      <input class="switch" type="checkbox" role="switch" .checked=${on} ?disabled=${!may}
        @change=${(event: Event) => this.change(door, change((event.target as HTMLInputElement).checked))} />
    </label>`;
  }

  private choice(
    key: TextKey,
    chosen: string,
    choices: [string, string][],
    may: boolean,
    change: (value: string) => Partial<Policy>,
    door: DoorView,
  ) {
    return html`<label class="sentence">
      <span>${this.t(key)} <small>${this.t(`${key}.why` as TextKey)}</small></span>
      <select ?disabled=${!may} @change=${(event: Event) => this.change(door, change((event.target as HTMLSelectElement).value))}>
        ${choices.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
      </select>
    </label>`;
  }

  /** How long it has been looked on, in days, else hours, else minutes. */
  private lookedFor(report: ShadowReport): string {
    const minutes = Math.max(1, Math.floor((Date.now() - Date.parse(report.since)) / 60_000));
    if (minutes < 60) return this.t("span.minutes", { count: minutes });
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? this.t("span.hours", { count: hours }) : this.t("span.days", { count: Math.floor(hours / 24) });
  }

  private days() {
    if (!this.decisions.length) {
      return html`<p class="muted" style="margin-top:12px">${this.loading ? this.t("loading") : this.t("doors.no_decisions")}</p>`;
    }
    let day = "";
    return repeat(
      this.decisions,
      (decision) => decision.decision_id,
      (decision) => {
        const its = this.format.dayOf(decision.decided_at);
        const head = its === day ? nothing : html`<h3 class="day">${this.format.localDay(its)}</h3>`;
        day = its;
        return html`${head}${this.decision(decision)}`;
      },
    );
  }

  private decision(decision: Decision) {
    const target = go("sighting", decision.sighting_id);
    return html`<article class="card decision">
      <div class="whom">
        <span>${decision.whom?.name ?? this.t("whom.gone")}</span>
        <a href=${target.path} @click=${target.click}>${this.t("doors.see")}</a>
      </div>
      <placa-reasons .app=${this.app} .decision=${decision}></placa-reasons>
    </article>`;
  }

  private arm(door: DoorView) {
    return html`<placa-dialog .heading=${this.t("arm.title", { door: door.name })} .closeLabel=${this.t("close")} @closed=${() => (this.arming = false)}>
      <p>${this.t("arm.what", { door: door.name })}</p>
      <p>${door.every_vehicle ? this.t("policy.every") : this.t("policy.only", { vehicles: this.format.list(door.vehicles.map((one) => one.name)) || "–" })}</p>
      <p class="note warn">${icon("alert")} <span>${this.t("arm.warning")}</span></p>
      <button slot="actions" class="main" @click=${async () => {
        await this.set(door, "armed");
        this.arming = false;
      }}>
        ${icon("armed", 20)} ${this.t("arm.do")}
      </button>
    </placa-dialog>`;
  }

  private choose(door: DoorView, mode: Mode): void {
    if (mode === door.mode) return;
    if (mode === "armed") this.arming = true;
    else void this.set(door, mode);
  }

  private set(door: DoorView, mode: Mode): Promise<boolean> {
    return this.attempt(() => this.app.api.setMode(door.door_id, mode), this.t(`mode.${mode}.set`, { door: door.name }));
  }

  private change(door: DoorView, policy: Partial<Policy>): void {
    void this.attempt(() => this.app.api.setPolicy(door.door_id, policy), this.t("policy.saved"));
  }

  private async load(): Promise<void> {
    const { door, shown } = this;
    this.report = null;
    if (!door) return;
    this.loading = true;
    await this.attempt(async () => {
      const [page, report] = await Promise.all([
        this.app.api.decisions(door.door_id),
        door.mode === "shadow" ? this.app.api.report(door.door_id) : null,
      ]);
      if (shown !== this.shown) return;
      this.decisions = page.decisions;
      this.next = page.next;
      this.report = report;
    });
    this.loading = false;
  }

  private readonly more = async (): Promise<void> => {
    const { door } = this;
    if (!door || !this.next) return;
    await this.attempt(async () => {
      const page = await this.app.api.decisions(door.door_id, this.next!);
      this.decisions = [...this.decisions, ...page.decisions];
      this.next = page.next;
    });
  };
}

const STATES = ["open", "closed", "opening", "closing", "locked", "unlocked", "unavailable"] as const;

function knownState(state: string): (typeof STATES)[number] | "unknown" {
  return STATES.find((known) => known === state) ?? "unknown";
}

define("placa-doors", PlacaDoors);
