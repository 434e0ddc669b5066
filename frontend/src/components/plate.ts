import { css, html, nothing } from "lit";
import { LitElement } from "lit";
import { property } from "lit/decorators.js";

import type { Char } from "../api/types";
import { define } from "../ha";

/** Below this a character is shown as doubtful. */
export const DOUBTFUL = 0.9;

/** A plate's text, drawn as a plate; characters that are doubtful are underlined. */
export class PlacaPlate extends LitElement {
  @property() text = "";
  @property({ attribute: false }) chars: Char[] = [];
  @property({ type: Boolean, reflect: true }) large = false;

  static override styles = css`
    :host {
      display: inline-flex;
      max-width: 100%;
      direction: ltr;
      vertical-align: middle;
    }
    span.plate {
      display: inline-flex;
      align-items: stretch;
      max-width: 100%;
      overflow: hidden;
      border: 1.5px solid color-mix(in srgb, var(--text) 62%, var(--surface));
      border-radius: 5px;
      background: var(--surface);
      color: var(--text);
      font-family: var(--ha-font-family-code, "Roboto Mono", ui-monospace, monospace);
      font-weight: 700;
      font-size: 14px;
      letter-spacing: 0.06em;
      line-height: 1;
      white-space: nowrap;
    }
    .band {
      width: 7px;
      background: var(--accent);
      flex: none;
    }
    .text {
      padding: 4px 7px 4px 6px;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    :host([large]) span.plate {
      font-size: 26px;
      border-width: 2px;
      border-radius: 8px;
    }
    :host([large]) .band {
      width: 12px;
    }
    :host([large]) .text {
      padding: 8px 14px 8px 12px;
    }
    .doubtful {
      text-decoration: underline wavy var(--warn) 1.5px;
      text-underline-offset: 3px;
    }
  `;

  override render() {
    const text = this.chars.length
      ? this.chars.map(
          (char) =>
            html`<span class=${char.confidence < DOUBTFUL ? "doubtful" : ""}>${char.char}</span>`,
        )
      : this.text;
    if (!this.text) return nothing;
    return html`<span class="plate"><span class="band"></span><span class="text">${text}</span></span>`;
  }
}

define("placa-plate", PlacaPlate);
