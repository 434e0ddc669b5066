import { css, html } from "lit";
import { property } from "lit/decorators.js";

import { PlacaElement } from "../element";
import type { Format } from "../format";
import { define } from "../ha";
import { theme } from "../styles";

/** One bar: what it stands for, and how many there were. */
export interface Bar {
  key: string;
  name: string;
  count: number;
}

/** Days or hours side by side, each as high as it was busy; one can be chosen. Tells `bar`. */
export class PlacaRibbon extends PlacaElement {
  @property({ attribute: false }) bars: readonly Bar[] = [];
  @property() name = "";
  /** What stands below, at even distances. */
  @property({ attribute: false }) marks: readonly string[] = [];
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
    const most = Math.max(1, ...this.bars.map((bar) => bar.count));
    return html`<ol aria-label=${this.name}>
        ${this.bars.map(({ key, name, count }) => {
          const told = `${name}: ${this.t("count.sightings", { count })}`;
          return html`<li>
            <button aria-pressed=${key === this.chosen} aria-label=${told} title=${told} @click=${() => this.choose(key)}>
              <span class="bar" style="height:${count ? 6 + (count / most) * 94 : 0}%"></span>
            </button>
          </li>`;
        })}
      </ol>
      <div class="ends" aria-hidden="true">${this.marks.map((mark) => html`<span>${mark}</span>`)}</div>`;
  }

  private choose(key: string): void {
    const detail = key === this.chosen ? null : key;
    this.dispatchEvent(new CustomEvent("bar", { detail }));
  }
}

/** A bar for each day. */
export function dayBars(format: Format, days: readonly { day: string; count: number }[]): Bar[] {
  return days.map(({ day, count }) => ({ key: day, name: format.localDay(day), count }));
}

/** The first and the last of some days. */
export function dayMarks(format: Format, days: readonly { day: string }[]): string[] {
  return days.length ? [days[0]!, days[days.length - 1]!].map(({ day }) => format.localDay(day, "short")) : [];
}

define("placa-ribbon", PlacaRibbon);
