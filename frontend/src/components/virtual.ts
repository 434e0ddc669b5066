import { css, html, LitElement, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { define } from "../ha";

/** One row of a long list: how high it is, and a key that stays the same. */
export interface Row {
  key: string;
  height: number;
}

/** Where each row begins, and where the last one ends. */
export function offsets(rows: readonly Row[]): number[] {
  const begins = [0];
  for (const row of rows) begins.push(begins[begins.length - 1]! + row.height);
  return begins;
}

/** The rows between two heights, as [first, one after the last]. */
export function visible(begins: readonly number[], top: number, bottom: number): [number, number] {
  return [Math.max(0, find(begins, top)), Math.min(begins.length - 1, find(begins, bottom) + 1)];
}

function find(begins: readonly number[], height: number): number {
  let low = 0;
  let high = begins.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (begins[middle]! <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}

const MARGIN = 600;

/** Shows only those rows of a long list that can be seen. Tells `near-end` before it ends. */
export class PlacaVirtual extends LitElement {
  @property({ attribute: false }) rows: Row[] = [];
  @property({ attribute: false }) row!: (row: Row, index: number) => TemplateResult;
  @property({ attribute: false }) scroller: HTMLElement | null = null;
  @state() private shown: [number, number] = [0, 0];
  private begins: number[] = [0];
  private readonly look = () => this.measure();

  static override styles = css`
    :host {
      display: block;
      position: relative;
    }
  `;

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.style.display = "block";
    this.style.position = "relative";
    window.addEventListener("resize", this.look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("resize", this.look);
    this.scroller?.removeEventListener("scroll", this.look);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("scroller")) {
      (changed.get("scroller") as HTMLElement | null)?.removeEventListener("scroll", this.look);
      this.scroller?.addEventListener("scroll", this.look, { passive: true });
    }
    if (changed.has("rows")) {
      this.begins = offsets(this.rows);
      this.measure();
    }
  }

  override firstUpdated(): void {
    this.measure();
  }

  override render() {
    const [first, end] = this.shown;
    const rows = this.rows.slice(first, end).map((row, index) => ({ row, index: first + index }));
    this.style.height = `${this.begins[this.begins.length - 1]}px`;
    return html`${repeat(
      rows,
      ({ row }) => row.key,
      ({ row, index }) =>
        html`<div
          style="position:absolute;inset-inline:0;height:${row.height}px;contain:layout style;transform:translateY(${this
            .begins[index]}px)"
        >
          ${this.row(row, index)}
        </div>`,
    )}`;
  }

  private measure(): void {
    const scroller = this.scroller;
    const height = scroller?.clientHeight || window.innerHeight || 800;
    const above = scroller
      ? scroller.getBoundingClientRect().top - this.getBoundingClientRect().top
      : 0;
    const [first, end] = visible(this.begins, above - MARGIN, above + height + MARGIN);
    if (first !== this.shown[0] || end !== this.shown[1]) this.shown = [first, end];
    const total = this.begins[this.begins.length - 1]!;
    if (this.rows.length && above + height + 3 * MARGIN > total) {
      this.dispatchEvent(new CustomEvent("near-end"));
    }
  }
}

define("placa-virtual", PlacaVirtual);
