import { css, html } from "lit";
import { property } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define } from "../ha";
import { theme } from "../styles";

/** Days side by side, each as high as it was busy; one can be chosen. Tells `day`. */
export class PlacaRibbon extends PlacaElement {
  @property({ attribute: false }) days: { day: string; count: number }[] = [];
  @property() chosen: string | null = null;

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      ol {
        display: flex;
        align-items: end;
        gap: 3px;
        height: 92px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        flex: 1;
        height: 100%;
        min-width: 0;
      }
      button {
        all: unset;
        box-sizing: border-box;
        display: flex;
        flex-direction: column;
        justify-content: end;
        width: 100%;
        height: 100%;
        border-radius: 5px;
        cursor: pointer;
      }
      button:hover {
        background: var(--sunken);
      }
      button:focus-visible {
        outline: 2px solid var(--link);
      }
      .bar {
        border-radius: 4px 4px 2px 2px;
        background: color-mix(in srgb, var(--accent) 55%, var(--surface));
        min-height: 2px;
      }
      button[aria-pressed="true"] .bar {
        background: var(--link);
      }
      button[aria-pressed="true"] {
        background: var(--tint);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        color: var(--muted);
        font-size: 11.5px;
        margin-top: 4px;
      }
    `,
  ];

  override render() {
    const most = Math.max(1, ...this.days.map((day) => day.count));
    const first = this.days[0];
    const last = this.days[this.days.length - 1];
    return html`<ol aria-label=${this.t("history.ribbon")}>
        ${this.days.map(
          ({ day, count }) =>
            html`<li>
              <button
                aria-pressed=${day === this.chosen}
                aria-label="${this.format.localDay(day)}: ${this.t("count.sightings", { count })}"
                title="${this.format.localDay(day)}: ${this.t("count.sightings", { count })}"
                @click=${() => this.choose(day)}
              >
                <span class="bar" style="height:${count ? 6 + (count / most) * 94 : 0}%"></span>
              </button>
            </li>`,
        )}
      </ol>
      <div class="ends" aria-hidden="true">
        <span>${first ? this.format.localDay(first.day, "short") : ""}</span>
        <span>${last ? this.format.localDay(last.day, "short") : ""}</span>
      </div>`;
  }

  private choose(day: string): void {
    const detail = day === this.chosen ? null : day;
    this.dispatchEvent(new CustomEvent("day", { detail }));
  }
}

define("placa-ribbon", PlacaRibbon);
