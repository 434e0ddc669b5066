import { css, html, nothing, type PropertyValues } from "lit";
import { state } from "lit/decorators.js";

import type { CameraSettings, CameraView, ReadNow, Survey } from "../api/types";
import type { Areas } from "../components/areas";
import "../components/areas";
import { PlacaElement } from "../element";
import { define } from "../ha";
import type { TextKey } from "../i18n";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import "../components/camera-form";
import "../components/picture";
import "../components/plate";
import { cameraChip, go } from "../components/told";

/** The cameras: how they fare, how well they read, and where they look. */
export class PlacaCameras extends PlacaElement {
  @state() private settings: CameraSettings | null = null;
  @state() private survey: Survey | null = null;
  @state() private areas: Areas | null = null;
  @state() private changed = false;
  @state() private adding = false;
  @state() private readout: ReadNow | "busy" | null = null;
  private asked: string | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .cameras {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr));
        gap: 12px;
        margin-bottom: 22px;
      }
      .cameras a {
        padding: 0;
        overflow: hidden;
        color: inherit;
        text-decoration: none;
        display: block;
      }
      .cameras a[aria-current="true"] {
        border: 2px solid var(--link);
      }
      .cameras placa-picture {
        border-radius: 0;
        aspect-ratio: 16 / 9;
      }
      .words {
        padding: 10px 12px;
        display: flex;
        justify-content: space-between;
        gap: 8px;
        align-items: center;
        font-weight: 600;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 26px;
      }
      .facts div {
        min-width: 90px;
      }
      .facts b {
        display: block;
        font-size: 18px;
        font-weight: 600;
      }
      .hours {
        display: flex;
        align-items: end;
        gap: 3px;
        height: 70px;
        margin: 12px 0 4px;
        direction: ltr;
      }
      .hours div {
        flex: 1;
        height: 100%;
        display: flex;
        flex-direction: column;
        justify-content: end;
      }
      .hours span {
        display: block;
        border-radius: 3px 3px 0 0;
        background: color-mix(in srgb, var(--bad) 55%, var(--surface));
      }
      .hours span + span {
        border-radius: 0;
        background: var(--good);
      }
      .legend {
        display: flex;
        justify-content: space-between;
        font-size: 11.5px;
        color: var(--muted);
        direction: ltr;
      }
      .advice {
        margin-top: 10px;
      }
      ul {
        margin: 4px 0;
        padding-inline-start: 20px;
      }
      .readout {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 16px;
        align-items: start;
      }
      @media (max-width: 700px) {
        .readout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        align-items: center;
        margin-bottom: 12px;
      }
    `,
  ];

  private get camera(): CameraView | null {
    const { cameras } = this.app.overview;
    return cameras.find((one) => one.camera_id === this.app.place.what) ?? cameras[0] ?? null;
  }

  override willUpdate(changed: PropertyValues): void {
    const camera_id = this.camera?.camera_id ?? null;
    if (changed.has("app") && camera_id !== this.asked) {
      this.asked = camera_id;
      this.settings = null;
      this.survey = null;
      this.readout = null;
      this.changed = false;
      if (camera_id) void this.load(camera_id);
    }
  }

  override render() {
    const { cameras, admin } = this.app.overview;
    const { camera } = this;
    return html`
      <div class="head">
        <h1 class="grow">${this.t("cameras.title")}</h1>
        ${admin
          ? html`<button class="main" @click=${() => (this.adding = true)}>${icon("add", 20)} ${this.t("cameras.add")}</button>`
          : nothing}
      </div>
      ${cameras.length ? nothing : html`<div class="note">${icon("camera")} <p>${this.t("cameras.none")}</p></div>`}
      <div class="cameras">
        ${cameras.map((one) => {
          const target = go("cameras", one.camera_id);
          return html`<a class="card" href=${target.path} @click=${target.click} aria-current=${one === camera}>
            <placa-picture .path=${one.latest?.pictures?.frame ?? null}></placa-picture>
            <div class="words"><span class="one-line">${one.name}</span>${cameraChip(this.app, one)}</div>
          </a>`;
        })}
      </div>
      ${camera ? html`<div class="stack">${this.facts(camera)} ${this.readoutCard(camera)} ${this.reading()} ${this.drawing(camera)}</div>` : nothing}
      ${this.adding
        ? html`<placa-camera-form .app=${this.app} @closed=${() => (this.adding = false)}></placa-camera-form>`
        : nothing}
    `;
  }

  private facts(camera: CameraView) {
    return html`<section class="card">
      <div class="head">
        <h2 class="grow">${camera.name}</h2>
        ${this.app.overview.admin
          ? html`<button ?disabled=${!camera.detection || this.readout === "busy"} @click=${() => this.readNow(camera)}>
                ${icon("search", 20)} ${this.t("cameras.read")}
              </button>
              <button @click=${() => this.attempt(() => this.app.api.detect(camera.camera_id, !camera.detection))}>
              ${icon(camera.detection ? "pause" : "play", 20)} ${this.t(camera.detection ? "cameras.pause" : "cameras.resume")}
            </button>`
          : nothing}
      </div>
      <div class="facts">
        <div><span class="muted">${this.t("cameras.state")}</span><b>${cameraChip(this.app, camera)}</b></div>
        <div><span class="muted">${this.t("cameras.size")}</span><b>${camera.frame_size ? camera.frame_size.join(" × ") : "–"}</b></div>
        <div><span class="muted">${this.t("cameras.fps")}</span><b>${camera.fps === null ? "–" : this.format.number(Math.round(camera.fps * 10) / 10)}</b></div>
        ${camera.facing ? html`<div><span class="muted">${this.t("cameras.facing")}</span><b>${this.t(`facing.${camera.facing}`)}</b></div>` : nothing}
        ${this.settings?.host ? html`<div><span class="muted">${this.t("cameras.host")}</span><b dir="ltr">${this.settings.host}</b></div>` : nothing}
      </div>
    </section>`;
  }

  private readoutCard(camera: CameraView) {
    const { readout } = this;
    if (!readout) return nothing;
    if (readout === "busy") return html`<p class="note" aria-busy="true">${icon("camera")} <span>${this.t("camera_form.trying")}</span></p>`;
    const [best] = readout.plates;
    return html`<section class="card readout" aria-labelledby="readout">
      <placa-picture eager .path=${readout.picture} .label=${this.t("areas.still")} .box=${best?.box ?? null} .size=${camera.frame_size}></placa-picture>
      <div class="stack" role="status">
        <h2 id="readout">${best ? this.t("readout.plates", { count: readout.plates.length }) : this.t("readout.none")}</h2>
        ${best
          ? readout.plates.map(
              (plate) => html`<div class="row">
                <placa-plate .text=${plate.text}></placa-plate>
                <b>${plate.whom?.name ?? this.t("sighting.stranger")}</b>
                <span class="muted">${this.t("readout.sure", { share: this.format.percent(plate.confidence) })}</span>
              </div>`,
            )
          : html`<p class="muted">${this.t("readout.none_why")}</p>`}
        <p class="muted">${this.t("readout.kept")}</p>
      </div>
    </section>`;
  }

  private async readNow(camera: CameraView): Promise<void> {
    this.readout = "busy";
    let readout: ReadNow | null = null;
    await this.attempt(async () => {
      readout = await this.app.api.readNow(camera.camera_id);
    });
    if (camera.camera_id === this.asked) this.readout = readout;
  }

  private reading() {
    const { survey } = this;
    if (!survey) return nothing;
    const most = Math.max(1, ...survey.hours.map((hour) => hour.sightings));
    return html`<section class="card" aria-labelledby="survey">
      <h2 id="survey">${this.t("survey.title")}</h2>
      ${survey.sightings === 0
        ? html`<p class="muted">${this.t("survey.nothing")}</p>`
        : html`
            <div class="facts" style="margin-top:10px">
              <div><span class="muted">${this.t("survey.sightings")}</span><b>${this.format.number(survey.sightings)}</b></div>
              <div><span class="muted">${this.t("survey.settled")}</span><b>${this.format.percent(survey.settled / survey.sightings)}</b></div>
              ${survey.width ? html`<div><span class="muted">${this.t("survey.width")}</span><b>${this.t("pixels", { count: Math.round(survey.width.middle) })}</b>
                <span class="muted">${this.t("survey.spread", { low: Math.round(survey.width.low), high: Math.round(survey.width.high) })}</span></div>` : nothing}
            </div>
            <div class="hours" role="img" aria-label=${this.t("survey.by_hour")}>
              ${survey.hours.map((hour) => {
                const read = (hour.settled / most) * 100;
                const lost = ((hour.sightings - hour.settled) / most) * 100;
                return html`<div title="${this.format.hour(hour.hour)}: ${this.t("survey.hour", { settled: hour.settled, sightings: hour.sightings })}${hour.sightings ? `, ${this.t("readout.sure", { share: this.format.percent(hour.confidence) })}` : ""}">
                  <span style="height:${lost}%"></span><span style="height:${read}%"></span>
                </div>`;
              })}
            </div>
            <div class="legend" aria-hidden="true">${[0, 6, 12, 18].map((hour) => html`<span>${this.format.hour(hour)}</span>`)}<span></span></div>
            <div class="legend" style="justify-content:start;gap:16px;margin-top:4px">
              <span><span style="color:var(--good)">■</span> ${this.t("survey.read")}</span>
              <span><span style="color:color-mix(in srgb, var(--bad) 55%, var(--surface))">■</span> ${this.t("survey.lost")}</span>
            </div>
            ${survey.advice.map(
              (advice) => html`<p class="note ${advice.code === "good" ? "" : "warn"} advice">
                ${icon(advice.code === "good" ? "ok" : "alert")}
                <span>${this.t(`advice.${advice.code}` as TextKey, rounded(advice.values))}</span>
              </p>`,
            )}
            ${survey.confusions.length ? this.confusions(survey) : nothing}
          `}
    </section>`;
  }

  /** Characters that were corrected again and again: advice to people, and nothing else. */
  private confusions(survey: Survey) {
    return html`<div class="note warn advice">
      ${icon("alert")}
      <div>
        <p>${this.t("confusions.title")}</p>
        <ul>
          ${survey.confusions.map((one) => html`<li>${this.t("confusions.one", { read: one.read, right: one.right, times: this.t("times", { count: one.times }) })}</li>`)}
        </ul>
        <p class="muted">${this.t("confusions.what")}</p>
      </div>
    </div>`;
  }

  private drawing(camera: CameraView) {
    const { settings, areas } = this;
    if (!settings || !areas || !this.app.overview.admin) return nothing;
    return html`<section class="card" aria-labelledby="areas">
      <div class="head">
        <h2 id="areas" class="grow">${this.t("areas.title")}</h2>
        ${settings.changeable
          ? html`<button class="main" ?disabled=${!this.changed} @click=${() => this.save(camera)}>
              ${icon("check", 20)} ${this.t("save")}
            </button>`
          : html`<span class="muted">${this.t("areas.fixed")}</span>`}
      </div>
      <placa-areas
        .app=${this.app}
        .areas=${areas}
        .still=${settings.still}
        ?fixed=${!settings.changeable}
        .size=${camera.frame_size ?? [16, 9]}
        @areas=${(event: CustomEvent<Areas>) => {
          this.areas = event.detail;
          this.changed = settings.changeable;
        }}
      ></placa-areas>
    </section>`;
  }

  private async save(camera: CameraView): Promise<void> {
    const { areas } = this;
    if (!areas) return;
    const saved = await this.attempt(
      () => this.app.api.saveAreas(camera.camera_id, areas.zones, areas.masks),
      this.t("areas.saved"),
    );
    if (saved) this.changed = false;
  }

  private async load(camera_id: string): Promise<void> {
    await this.attempt(async () => {
      const survey = await this.app.api.survey(camera_id);
      if (camera_id === this.asked) this.survey = survey;
    });
    if (!this.app.overview.admin) return;
    await this.attempt(async () => {
      const settings = await this.app.api.camera(camera_id);
      if (camera_id !== this.asked) return;
      this.settings = settings;
      this.areas = { zones: settings.zones, masks: settings.masks };
    });
  }
}

function rounded(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Math.round(value)]));
}

define("placa-cameras", PlacaCameras);
