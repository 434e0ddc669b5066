import { css, html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import { define, type Hass } from "../ha";
import { icon } from "../icons";

/** Asks whoever has the connection for another link to a picture, as links are good for minutes. */
interface Renewal {
  path: string;
  take(link: string): void;
}

const RENEW = "placa-renew-link";
const GOOD_FOR = 600;

/** Have Home Assistant sign the links of pictures within an element anew. */
export function renewLinks(within: HTMLElement, hass: () => Hass): void {
  within.addEventListener(RENEW, (event) => {
    const { path, take } = (event as CustomEvent<Renewal>).detail;
    event.stopPropagation();
    void hass()
      .callWS<{ path: string }>({ type: "auth/sign_path", path, expires: GOOD_FOR })
      .then((signed) => take(signed.path))
      .catch(() => undefined);
  });
}

/** A path without its signature. */
export function unsigned(path: string): string {
  const url = new URL(path, location.origin);
  url.searchParams.delete("authSig");
  return url.pathname + url.search;
}

/** A picture of a sighting; where there is none, or none any more, a quiet place for it. */
export class PlacaPicture extends LitElement {
  @property() path: string | null = null;
  @property() label = "";
  /** What is marked: [left, top, right, bottom] in pixels of `size`. */
  @property({ attribute: false }) box: readonly number[] | null = null;
  @property({ attribute: false }) size: readonly number[] | null = null;
  @property({ type: Boolean }) eager = false;
  @state() private broken = false;
  @state() private renewed: string | null = null;
  private asked = false;

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
    if (!changed.has("path")) return;
    this.broken = this.asked = false;
    this.renewed = null;
  }

  /** Ask for another link once; where there is none, there is no picture any more. */
  private readonly failed = (): void => {
    this.broken = true;
    const path = this.path;
    if (this.asked || !path) return;
    this.asked = true;
    const take = (link: string): void => {
      if (path !== this.path) return;
      this.renewed = link;
      this.broken = false;
    };
    const detail: Renewal = { path: unsigned(path), take };
    this.dispatchEvent(new CustomEvent(RENEW, { bubbles: true, composed: true, detail }));
  };

  override render() {
    const shown = this.path && !this.broken;
    return html`
      ${shown
        ? html`<img
            src=${this.renewed ?? this.path!}
            alt=${this.label}
            loading=${this.eager ? "eager" : "lazy"}
            decoding="async"
            @error=${this.failed}
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
