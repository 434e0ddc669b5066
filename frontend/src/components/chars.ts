import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";

import type { Char } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { theme } from "../styles";
import { DOUBTFUL } from "./plate";

const LEAST_SHARE = 0.005;

/** Each character of a reading: how sure it is, and what else it could be. */
export class PlacaChars extends PlacaElement {
  @property({ attribute: false }) chars: Char[] = [];

  static override styles = [
    theme,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
        direction: ltr;
      }
      li {
        width: 58px;
        padding: 8px 4px;
        border: 1px solid var(--line);
        border-radius: 10px;
        text-align: center;
      }
      li.doubtful {
        border-color: var(--warn);
        background: color-mix(in srgb, var(--warn) 8%, var(--surface));
      }
      .char {
        font-family: var(--ha-font-family-code, "Roboto Mono", monospace);
        font-size: 26px;
        font-weight: 700;
        line-height: 1.1;
      }
      .sure {
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      .others {
        margin-top: 4px;
        padding-top: 4px;
        border-top: 1px solid var(--line);
        color: var(--muted);
        font-size: 11.5px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  override render() {
    return html`<ol>
      ${this.chars.map((char) => {
        const others = char.alternatives
          .filter(([text, share]) => text !== char.char && share >= LEAST_SHARE)
          .slice(0, 2);
        return html`<li class=${char.confidence < DOUBTFUL ? "doubtful" : ""}>
          <div class="char">${char.char}</div>
          <div class="sure">${this.format.percent(char.confidence)}</div>
          ${others.length
            ? html`<div class="others">
                ${others.map(([text, share]) => html`<div>${text || this.t("sighting.nothing")} ${this.format.percent(share)}</div>`)}
              </div>`
            : nothing}
        </li>`;
      })}
    </ol>`;
  }
}

define("placa-chars", PlacaChars);
