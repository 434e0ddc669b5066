import { css, html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import { define } from "../ha";
import { icon } from "../icons";

/** A picture of a sighting; where there is none, or none any more, a quiet place for it. */
export class PlacaPicture extends LitElement {
  @property() path: string | null = null;
  @property() label = "";
  /** What is marked: [left, top, right, bottom] in pixels of `size`. */
  @property({ attribute: false }) box: readonly number[] | null = null;
  @property({ attribute: false }) size: readonly number[] | null = null;
  @property({ type: Boolean }) eager = false;
  @state() private broken = false;

  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      background: color-mix(in srgb, var(--text) 9%, var(--surface));
      border-radius: 10px;
      aspect-ratio: 16 / 10;
    }
    img,
    svg.marks {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    img {
      object-fit: var(--placa-fit, cover);
    }
    .none {
      position: absolute;
      inset: 0;
      display: grid;
      place-items: center;
      color: color-mix(in srgb, var(--text) 30%, transparent);
    }
    rect {
      fill: none;
      stroke: #fff;
      stroke-width: 6;
      vector-effect: non-scaling-stroke;
    }
    rect + rect {
      stroke: var(--accent, #03a9f4);
      stroke-width: 3;
    }
  `;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("path")) this.broken = false;
  }

  override render() {
    const shown = this.path && !this.broken;
    return html`
      ${shown
        ? html`<img
            src=${this.path!}
            alt=${this.label}
            loading=${this.eager ? "eager" : "lazy"}
            decoding="async"
            @error=${() => (this.broken = true)}
          />`
        : html`<div class="none">${icon("car", 40)}</div>`}
      ${shown && this.box && this.size ? this.marks(this.box, this.size) : nothing}
      <slot></slot>
    `;
  }

  private marks(box: readonly number[], size: readonly number[]) {
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    const margin = (right - left) * 0.08;
    const place = {
      x: left - margin, y: top - margin,
      width: right - left + 2 * margin, height: bottom - top + 2 * margin,
    };
    const corner = margin;
    return html`<svg class="marks" viewBox="0 0 ${size[0]} ${size[1]}" aria-hidden="true"
      preserveAspectRatio="xMidYMid meet">
      <rect x=${place.x} y=${place.y} width=${place.width} height=${place.height} rx=${corner} />
      <rect x=${place.x} y=${place.y} width=${place.width} height=${place.height} rx=${corner} />
    </svg>`;
  }
}

define("placa-picture", PlacaPicture);
