import { css, html } from "lit";
import { property, state } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define } from "../ha";
import { theme } from "../styles";

/** The hours of a week, darker where more was seen; one can be chosen. Tells `hour`. */
export class PlacaHeat extends PlacaElement {
  @property({ attribute: false }) hours: number[][] = [];
  @property({ attribute: false }) chosen: { weekday: number; hour: number } | null = null;
  @property({ type: Boolean }) still = false;
  @state() private at: [number, number] = [0, 0];

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      table {
        width: 100%;
        border-collapse: separate;
        border-spacing: 2px;
        table-layout: fixed;
      }
      th {
        width: 34px;
        padding: 0;
        text-align: start;
        font-weight: 400;
        font-size: 11.5px;
        color: var(--muted);
        white-space: nowrap;
        overflow: hidden;
      }
      thead th {
        width: auto;
        overflow: visible;
        font-variant-numeric: tabular-nums;
      }
      thead th:first-child {
        width: 34px;
      }
      td {
        padding: 0;
        height: 15px;
      }
      button,
      .cell {
        all: unset;
        display: block;
        width: 100%;
        height: 100%;
        border-radius: 3px;
        background: color-mix(in srgb, var(--accent) var(--share), var(--sunken));
      }
      button {
        cursor: pointer;
      }
      button:focus-visible {
        outline: 2px solid var(--link);
        outline-offset: 1px;
      }
      button[aria-pressed="true"] {
        box-shadow: inset 0 0 0 2px var(--text);
      }
    `,
  ];

  override render() {
    const most = Math.max(1, ...this.hours.flat());
    const days = this.format.weekdays();
    const long = this.format.weekdays("long");
    return html`<table aria-label=${this.t("history.heat")}>
      <thead>
        <tr>
          <th></th>
          ${Array.from({ length: 24 }, (_, hour) => html`<th scope="col">
            ${hour % 6 === 0 ? this.format.hour(hour) : html`<span hidden>${hour}</span>`}
          </th>`)}
        </tr>
      </thead>
      <tbody @keydown=${this.move}>
        ${this.hours.map(
          (row, weekday) => html`<tr>
            <th scope="row">${days[weekday]}</th>
            ${row.map((count, hour) => {
              const told = `${long[weekday]}, ${this.format.hour(hour)}: ${this.t("count.sightings", { count })}`;
              const share = count ? `${12 + (count / most) * 88}%` : "0%";
              return html`<td>
                ${this.still
                  ? html`<span class="cell" style="--share:${share}" title=${told}></span>`
                  : html`<button
                      style="--share:${share}"
                      title=${told}
                      aria-label=${told}
                      aria-pressed=${this.chosen?.weekday === weekday && this.chosen.hour === hour}
                      tabindex=${this.at[0] === weekday && this.at[1] === hour ? 0 : -1}
                      data-place="${weekday}-${hour}"
                      @click=${() => this.choose(weekday, hour)}
                    ></button>`}
              </td>`;
            })}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private choose(weekday: number, hour: number): void {
    const same = this.chosen?.weekday === weekday && this.chosen.hour === hour;
    this.at = [weekday, hour];
    this.dispatchEvent(new CustomEvent("hour", { detail: same ? null : { weekday, hour } }));
  }

  private readonly move = (event: KeyboardEvent): void => {
    const rtl = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -rtl], ArrowRight: [0, rtl],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    this.at = [(this.at[0] + step[0] + 7) % 7, (this.at[1] + step[1] + 24) % 24];
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-place="${this.at.join("-")}"]`)?.focus(),
    );
  };
}

define("placa-heat", PlacaHeat);
