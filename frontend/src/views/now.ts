import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { CameraView, DoorView, VehicleView } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/picture";
import "../components/plate";
import "../components/tile";
import { cameraChip, go, modeChip, nameOf, verdictChip } from "../components/told";
import "./pass-form";

/** What goes on: cars in view, doors, who is home, cameras, and what came last. */
export class PlacaNow extends PlacaElement {
  @state() private welcoming = false;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 360px;
        gap: 24px;
        align-items: start;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(230px, 100%), 1fr));
        gap: 14px;
      }
      .cameras {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 460px));
        gap: 14px;
      }
      .camera {
        padding: 0;
        overflow: hidden;
        color: inherit;
        text-decoration: none;
        display: block;
      }
      .camera placa-picture {
        aspect-ratio: 16 / 9;
        border-radius: 0;
      }
      .over {
        position: absolute;
        inset-inline: 10px;
        inset-block-end: 10px;
        display: flex;
        justify-content: space-between;
        align-items: end;
        gap: 8px;
      }
      .over .chip {
        background: var(--surface);
      }
      .camera .words {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 10px 12px;
      }
      .side {
        display: grid;
        gap: 16px;
      }
      .side section + section {
        margin-top: 4px;
      }
      .door,
      .vehicle {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 12px 0;
        border-top: 1px solid var(--line);
        color: inherit;
        text-decoration: none;
      }
      .door:first-of-type,
      .vehicle:first-of-type {
        border-top: 0;
      }
      .side .card {
        padding: 4px 16px;
      }
      .badge {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
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
      }
      .small {
        font-size: 12.5px;
        color: var(--muted);
      }
      .waiting {
        border: 2px solid var(--warn);
        padding: 14px 16px !important;
        display: grid;
        gap: 10px;
      }
      .live {
        margin-bottom: 24px;
      }
      .dot {
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--bad);
        animation: pulse 1.4s infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.25;
        }
      }
      .section-head {
        margin-bottom: 10px;
      }
      .main {
        display: grid;
        gap: 26px;
        grid-template-columns: minmax(0, 1fr);
      }
      @media (max-width: 1000px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  override render() {
    const { overview } = this.app;
    return html`
      <div class="layout">
        <div class="main">
          ${overview.live.length ? this.live() : nothing}
          <section aria-labelledby="cameras">
            <div class="section-head"><h2 id="cameras" class="grow">${this.t("now.cameras")}</h2></div>
            <div class="cameras">
              ${repeat(overview.cameras, (camera) => camera.camera_id, (camera) => this.camera(camera))}
            </div>
          </section>
          ${this.recent()}
        </div>
        <div class="side">
          ${overview.doors.filter((door) => door.waiting).map((door) => this.waiting(door))}
          ${overview.doors.length
            ? html`<section aria-labelledby="doors">
                <div class="section-head"><h2 id="doors">${this.t("now.doors")}</h2></div>
                <div class="card">${overview.doors.map((door) => this.door(door))}</div>
              </section>`
            : nothing}
          ${overview.vehicles.length
            ? html`<section aria-labelledby="home">
                <div class="section-head">
                  <h2 id="home" class="grow">${this.t("now.who")}</h2>
                  ${this.may("household") && overview.doors.length
                    ? html`<button @click=${() => (this.welcoming = true)}>${icon("guest", 20)} ${this.t("pass.add")}</button>`
                    : nothing}
                </div>
                <div class="card">${this.vehicles.map((vehicle) => this.vehicle(vehicle))}</div>
              </section>`
            : nothing}
        </div>
      </div>
      ${this.welcoming
        ? html`<placa-pass-form .app=${this.app} @closed=${() => (this.welcoming = false)}></placa-pass-form>`
        : nothing}
    `;
  }

  /** Those that are here first, then those seen last. */
  private get vehicles(): VehicleView[] {
    const rank = { here: 0, away: 1, unknown: 2 };
    return [...this.app.overview.vehicles].sort(
      (one, other) =>
        rank[one.whereabouts] - rank[other.whereabouts] ||
        (other.last_seen ?? "").localeCompare(one.last_seen ?? "") ||
        one.name.localeCompare(other.name),
    );
  }

  private live() {
    const { live } = this.app.overview;
    return html`<section aria-labelledby="live" aria-live="polite">
      <div class="section-head">
        <span class="dot"></span>
        <h2 id="live">${this.t("now.in_view", { count: live.length })}</h2>
      </div>
      <div class="tiles">
        ${repeat(live, (one) => one.sighting_id, (one) => html`<placa-tile .app=${this.app} .sighting=${one}></placa-tile>`)}
      </div>
    </section>`;
  }

  private recent() {
    const { recent } = this.app.overview;
    const all = go("history");
    return html`<section aria-labelledby="recent">
      <div class="section-head">
        <h2 id="recent" class="grow">${this.t("now.recent")}</h2>
        <a href=${all.path} @click=${all.click}>${this.t("now.all")}</a>
      </div>
      ${recent.length
        ? html`<div class="tiles">
            ${repeat(recent, (one) => one.sighting_id, (one) => html`<placa-tile .app=${this.app} .sighting=${one}></placa-tile>`)}
          </div>`
        : html`<div class="note">${icon("car")}<p>${this.t("now.nothing")}</p></div>`}
    </section>`;
  }

  private camera(camera: CameraView) {
    const latest = camera.latest;
    const target = go("cameras", camera.camera_id);
    return html`<a class="card camera" href=${target.path} @click=${target.click}>
      <placa-picture .path=${latest?.pictures?.frame ?? null} .label=${latest ? this.t("now.newest", { camera: camera.name }) : ""}>
        <div class="over">
          ${cameraChip(this.app, camera)}
          ${latest ? html`<span class="chip">${this.format.ago(latest.last_seen)}</span>` : nothing}
        </div>
      </placa-picture>
      <div class="words">
        <span class="name grow one-line">${camera.name}</span>
        ${latest
          ? latest.whom
            ? html`<span class="one-line">${nameOf(latest)}</span>`
            : html`<placa-plate .text=${latest.text}></placa-plate>`
          : html`<span class="muted">${this.t("now.nobody_yet")}</span>`}
      </div>
    </a>`;
  }

  private door(door: DoorView) {
    const target = go("doors", door.door_id);
    return html`<a class="door" href=${target.path} @click=${target.click}>
      <span class="badge ${door.mode === "armed" ? "good" : door.mode === "shadow" ? "accent" : ""}">
        ${icon(door.state === "open" || door.state === "unlocked" ? "granted" : "door")}
      </span>
      <span class="grow">
        <span class="row"><span class="name one-line">${door.name}</span> ${modeChip(this.app, door.mode)}</span>
        <span class="small">
          ${door.last
            ? html`${this.t(`decided.${door.last.verdict}`, { whom: door.last.whom ?? this.t("whom.gone") })}
              ${door.last.verdict === "refused" && door.last.because
                ? html`– ${door.last.because}`
                : nothing}
              · ${this.format.ago(door.last.at)}`
            : this.t("door.undecided")}
        </span>
      </span>
    </a>`;
  }

  private vehicle(vehicle: VehicleView) {
    const target = go("vehicles", vehicle.vehicle_id);
    const here = vehicle.whereabouts === "here";
    return html`<a class="vehicle" href=${target.path} @click=${target.click}>
      <span class="badge ${here ? "good" : ""}">${icon(here ? "here" : vehicle.whereabouts === "away" ? "away" : "car")}</span>
      <span class="grow">
        <span class="name one-line">${vehicle.name}</span><br />
        <span class="small">
          ${this.t(`whereabouts.${vehicle.whereabouts}`)}${vehicle.since && vehicle.whereabouts !== "unknown"
            ? ` · ${this.format.ago(vehicle.since)}`
            : vehicle.last_seen
              ? ` · ${this.t("vehicle.seen", { when: this.format.ago(vehicle.last_seen) })}`
              : ""}
        </span>
      </span>
    </a>`;
  }

  private waiting(door: DoorView) {
    const waiting = door.waiting!;
    return html`<section class="card waiting" role="alert">
      <div class="row">
        ${verdictChip(this.app, "awaiting")}
        <span class="grow"></span>
        <span class="small">${this.format.ago(waiting.since)}</span>
      </div>
      <p>${this.t("door.waits", { whom: waiting.whom, door: door.name })}</p>
      ${this.may("confirm")
        ? html`<div class="actions">
            <button class="main" @click=${() => this.attempt(() => this.app.api.confirm(door.door_id, true))}>
              ${icon("granted", 20)} ${this.t("door.open_now", { door: door.name })}
            </button>
            <button @click=${() => this.attempt(() => this.app.api.confirm(door.door_id, false))}>
              ${this.t("door.do_not_open")}
            </button>
          </div>`
        : nothing}
    </section>`;
  }
}

define("placa-now", PlacaNow);
