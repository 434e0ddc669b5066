import { css, html, nothing, svg } from "lit";
import { property, state } from "lit/decorators.js";

import type { Polygon } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";

export interface Areas {
  zones: { name: string; polygon: Polygon }[];
  masks: Polygon[];
}

type Kind = "zone" | "mask";

const MOST = 16;
const MOST_CORNERS = 64;
const STEP = 0.01;

/** A rectangle in the middle, to be pulled into shape. */
const NEW: Polygon = [[0.3, 0.4], [0.7, 0.4], [0.7, 0.8], [0.3, 0.8]];

/** Zones and hidden parts, drawn on a still by mouse, finger and keyboard. Tells `areas`. */
export class PlacaAreas extends PlacaElement {
  @property({ attribute: false }) areas: Areas = { zones: [], masks: [] };
  @property() still: string | null = null;
  /** Whether the areas can be looked at only. */
  @property({ type: Boolean }) fixed = false;
  @property({ attribute: false }) size: readonly [number, number] = [16, 9];
  @state() private chosen: [Kind, number] | null = null;
  private pulled: number | null = null;

  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: grid;
        gap: 14px;
        grid-template-columns: minmax(0, 1fr) 260px;
        align-items: start;
      }
      @media (max-width: 760px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .picture {
        position: relative;
        border-radius: 12px;
        overflow: hidden;
        background: #222;
        touch-action: none;
      }
      img {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: fill;
        user-select: none;
        -webkit-user-drag: none;
      }
      svg.draw {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        overflow: visible;
      }
      polygon {
        stroke-width: 2.5;
        vector-effect: non-scaling-stroke;
        cursor: pointer;
      }
      .zone {
        stroke: var(--accent);
        fill: color-mix(in srgb, var(--accent) 24%, transparent);
      }
      .mask {
        stroke: #fff;
        fill: rgba(0, 0, 0, 0.74);
        stroke-dasharray: 6 4;
      }
      polygon.chosen {
        stroke-width: 4;
      }
      button.corner,
      button.between {
        position: absolute;
        width: 22px;
        height: 22px;
        min-height: 0;
        padding: 0;
        border-radius: 50%;
        border: 3px solid #fff;
        background: var(--accent);
        transform: translate(-50%, -50%);
        touch-action: none;
        cursor: grab;
        box-shadow: 0 1px 4px rgba(0, 0, 0, 0.5);
      }
      button.corner::after {
        content: "";
        position: absolute;
        inset: -12px;
        border-radius: 50%;
      }
      button.between {
        width: 16px;
        height: 16px;
        background: #fff;
        opacity: 0.75;
      }
      .label {
        position: absolute;
        transform: translate(-50%, -50%);
        padding: 2px 8px;
        border-radius: 10px;
        background: rgba(0, 0, 0, 0.65);
        color: #fff;
        font-size: 12px;
        pointer-events: none;
        white-space: nowrap;
      }
      .list {
        display: grid;
        gap: 8px;
      }
      .area {
        display: flex;
        align-items: center;
        gap: 4px;
        padding: 6px 6px 6px 12px;
        border: 1px solid var(--line);
        border-radius: 12px;
      }
      .area.chosen {
        border-color: var(--link);
        background: var(--tint);
      }
      .swatch {
        width: 14px;
        height: 14px;
        border-radius: 4px;
        flex: none;
        background: var(--accent);
        margin-inline-end: 6px;
      }
      .swatch.mask {
        background: #222;
        border: 1px dashed #fff;
      }
    `,
  ];

  override render() {
    const polygons: [Kind, number, Polygon, string][] = [
      ...this.areas.masks.map((polygon, index): [Kind, number, Polygon, string] => ["mask", index, polygon, this.t("areas.mask", { number: index + 1 })]),
      ...this.areas.zones.map((zone, index): [Kind, number, Polygon, string] => ["zone", index, zone.polygon, zone.name]),
    ];
    return html`
      <div class="picture" style="aspect-ratio:${this.size[0]}/${this.size[1]}" dir="ltr"
        @pointermove=${this.pull} @pointerup=${this.drop} @pointercancel=${this.drop}>
        ${this.still ? html`<img src=${this.still} alt=${this.t("areas.still")} />` : nothing}
        <svg class="draw" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          ${polygons.map(
            ([kind, index, polygon]) => svg`<polygon
              class="${kind} ${this.isChosen(kind, index) ? "chosen" : ""}"
              points=${polygon.map((corner) => corner.join(",")).join(" ")}
              @click=${() => (this.chosen = [kind, index])} />`,
          )}
        </svg>
        ${polygons.map(([, , polygon, name]) => {
          const [x, y] = middle(polygon);
          return html`<span class="label" style="left:${x * 100}%;top:${y * 100}%">${name}</span>`;
        })}
        ${this.handles()}
      </div>
      <div class="list">
        ${polygons.map(([kind, index, , name]) => this.item(kind, index, name))}
        ${this.fixed ? nothing : this.tools()}
      </div>
    `;
  }

  private tools() {
    return html`<div class="actions">
          <button ?disabled=${this.areas.zones.length >= MOST} @click=${this.addZone}>
            ${icon("add", 18)} ${this.t("areas.add_zone")}
          </button>
          <button ?disabled=${this.areas.masks.length >= MOST} @click=${this.addMask}>
            ${icon("hidden", 18)} ${this.t("areas.add_mask")}
          </button>
        </div>
        <p class="muted">${this.t("areas.how")}</p>`;
  }

  private item(kind: Kind, index: number, name: string) {
    return html`<div class="area ${this.isChosen(kind, index) ? "chosen" : ""}"
      @focusin=${() => (this.chosen = [kind, index])}>
      <span class="swatch ${kind}"></span>
      ${kind === "zone"
        ? html`<input
            maxlength="60"
            aria-label=${this.t("areas.name")}
            .value=${name}
            ?disabled=${this.fixed}
            @input=${(event: InputEvent) => this.rename(index, (event.target as HTMLInputElement).value)}
          />`
        : html`<button class="plain grow" @click=${() => (this.chosen = [kind, index])}>${name}</button>`}
      <button class="round" ?hidden=${this.fixed} aria-label=${this.t("areas.remove", { name })} @click=${() => this.discard(kind, index)}>
        ${icon("erase", 20)}
      </button>
    </div>`;
  }

  private handles() {
    const polygon = this.polygon;
    if (!polygon || this.fixed) return nothing;
    return html`
      ${polygon.length < MOST_CORNERS
        ? polygon.map((corner, index) => {
            const after = polygon[(index + 1) % polygon.length]!;
            const [x, y] = middle([corner, after]);
            return html`<button
              class="between"
              tabindex="-1"
              aria-hidden="true"
              style="left:${x * 100}%;top:${y * 100}%"
              @pointerdown=${(event: PointerEvent) => this.split(event, index, [x, y])}
            ></button>`;
          })
        : nothing}
      ${polygon.map(
        ([x, y], index) => html`<button
          class="corner"
          style="left:${x * 100}%;top:${y * 100}%"
          aria-label=${this.t("areas.corner", {
            number: index + 1, x: Math.round(x * 100), y: Math.round(y * 100),
          })}
          @pointerdown=${(event: PointerEvent) => this.grab(event, index)}
          @keydown=${(event: KeyboardEvent) => this.key(event, index)}
        ></button>`,
      )}
    `;
  }

  private get polygon(): Polygon | null {
    if (!this.chosen) return null;
    const [kind, index] = this.chosen;
    return (kind === "zone" ? this.areas.zones[index]?.polygon : this.areas.masks[index]) ?? null;
  }

  private isChosen(kind: Kind, index: number): boolean {
    return this.chosen?.[0] === kind && this.chosen[1] === index;
  }

  private readonly addZone = (): void => {
    const taken = new Set(this.areas.zones.map((zone) => zone.name));
    let number = this.areas.zones.length + 1;
    while (taken.has(this.t("areas.zone", { number }))) number += 1;
    const zone = { name: this.t("areas.zone", { number }), polygon: NEW };
    this.chosen = ["zone", this.areas.zones.length];
    this.tell({ ...this.areas, zones: [...this.areas.zones, zone] });
  };

  private readonly addMask = (): void => {
    this.chosen = ["mask", this.areas.masks.length];
    this.tell({ ...this.areas, masks: [...this.areas.masks, NEW] });
  };

  private rename(index: number, name: string): void {
    const zones = this.areas.zones.map((zone, at) => (at === index ? { ...zone, name } : zone));
    this.tell({ ...this.areas, zones });
  }

  private discard(kind: Kind, index: number): void {
    this.chosen = null;
    if (kind === "zone") this.tell({ ...this.areas, zones: this.areas.zones.toSpliced(index, 1) });
    else this.tell({ ...this.areas, masks: this.areas.masks.toSpliced(index, 1) });
  }

  private grab(event: PointerEvent, corner: number): void {
    this.pulled = corner;
    (event.currentTarget as HTMLElement).focus();
    event.preventDefault();
  }

  private split(event: PointerEvent, after: number, corner: [number, number]): void {
    event.preventDefault();
    this.pulled = after + 1;
    this.reshape(this.polygon!.toSpliced(after + 1, 0, corner));
  }

  private readonly pull = (event: PointerEvent): void => {
    if (this.pulled === null || !this.polygon) return;
    const frame = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const corner: [number, number] = [
      share((event.clientX - frame.left) / frame.width),
      share((event.clientY - frame.top) / frame.height),
    ];
    this.reshape(this.polygon.with(this.pulled, corner));
  };

  private readonly drop = (): void => {
    this.pulled = null;
  };

  private key(event: KeyboardEvent, index: number): void {
    const polygon = this.polygon!;
    const step = event.shiftKey ? 5 * STEP : STEP;
    const steps: Record<string, [number, number]> = {
      ArrowUp: [0, -step], ArrowDown: [0, step], ArrowLeft: [-step, 0], ArrowRight: [step, 0],
    };
    const by = steps[event.key];
    if (by) {
      event.preventDefault();
      const [x, y] = polygon[index]!;
      this.reshape(polygon.with(index, [share(x + by[0]), share(y + by[1])]));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (polygon.length > 3) this.reshape(polygon.toSpliced(index, 1));
    } else if (event.key === "+" && polygon.length < MOST_CORNERS) {
      const after = polygon[(index + 1) % polygon.length]!;
      this.reshape(polygon.toSpliced(index + 1, 0, middle([polygon[index]!, after])));
    }
  }

  private reshape(polygon: Polygon): void {
    const [kind, index] = this.chosen!;
    if (kind === "mask") this.tell({ ...this.areas, masks: this.areas.masks.with(index, polygon) });
    else {
      const zone = { ...this.areas.zones[index]!, polygon };
      this.tell({ ...this.areas, zones: this.areas.zones.with(index, zone) });
    }
  }

  private tell(areas: Areas): void {
    this.areas = areas;
    this.dispatchEvent(new CustomEvent("areas", { detail: areas }));
  }
}

function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
}

function middle(corners: Polygon): [number, number] {
  const sum = corners.reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}

define("placa-areas", PlacaAreas);
