import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define } from "../ha";
import { type Icon, icon } from "../icons";
import type { TextKey } from "../i18n";
import { controls, page, theme } from "../styles";
import "../components/camera-form";
import "../components/door-form";
import "./vehicle-form";

type Step = "camera" | "vehicle" | "door";

/** Leads from an empty Placa to a door in shadow. */
export class PlacaFirstRun extends PlacaElement {
  @state() private doing: Step | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      :host {
        max-width: 720px;
      }
      .hero {
        text-align: center;
        padding: 20px 0 26px;
        display: grid;
        gap: 8px;
        justify-items: center;
      }
      .hero h1 {
        font-size: 28px;
      }
      .mark {
        display: grid;
        place-items: center;
        width: 84px;
        height: 84px;
        border-radius: 26px;
        background: var(--tint);
        color: var(--link);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
      }
      li {
        display: grid;
        grid-template-columns: 48px minmax(0, 1fr) auto;
        gap: 14px;
        align-items: center;
      }
      .number {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--muted);
      }
      li.done .number {
        background: color-mix(in srgb, var(--good) 15%, var(--surface));
        color: var(--good);
      }
      li.next {
        border: 2px solid var(--link);
      }
      li.later {
        opacity: 0.62;
      }
      @media (max-width: 520px) {
        li {
          grid-template-columns: 48px minmax(0, 1fr);
        }
        li button {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  override render() {
    const { overview } = this.app;
    const done: Record<Step, boolean> = {
      camera: overview.cameras.length > 0,
      vehicle: overview.vehicles.length > 0,
      door: overview.doors.length > 0,
    };
    const icons: Record<Step, Icon> = { camera: "camera", vehicle: "car", door: "door" };
    const steps: Step[] = ["camera", "vehicle", "door"];
    const next = steps.find((step) => !done[step]);
    return html`
      <div class="hero">
        <span class="mark">${icon("gate", 52)}</span>
        <h1>${this.t("first.title")}</h1>
        <p class="muted">${this.t("first.what")}</p>
      </div>
      <ol>
        ${steps.map(
          (step) => html`<li class="card ${done[step] ? "done" : step === next ? "next" : "later"}">
            <span class="number">${icon(done[step] ? "check" : icons[step])}</span>
            <span><b>${this.t(`first.${step}` as TextKey)}</b><br /><span class="muted">${this.t(`first.${step}.what` as TextKey)}</span></span>
            ${step === next
              ? html`<button class="main" ?disabled=${!overview.admin} @click=${() => (this.doing = step)}>${this.t(`first.${step}.do` as TextKey)}</button>`
              : nothing}
          </li>`,
        )}
      </ol>
      ${this.dialog()}
    `;
  }

  private dialog() {
    const closed = () => (this.doing = null);
    switch (this.doing) {
      case "camera":
        return html`<placa-camera-form .app=${this.app} @closed=${closed}></placa-camera-form>`;
      case "vehicle":
        return html`<placa-vehicle-form .app=${this.app} @closed=${closed}></placa-vehicle-form>`;
      case "door":
        return html`<placa-door-form .app=${this.app} @closed=${closed}></placa-door-form>`;
      default:
        return nothing;
    }
  }
}

define("placa-first-run", PlacaFirstRun);
