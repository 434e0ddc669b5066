import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";

import type { Sighting } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "./picture";
import "./plate";
import { go, verdictChip, verdictOf, whomChip } from "./told";

/** One sighting: the car, its plate or whose it is, where, when, and what a door made of it. */
export class PlacaTile extends PlacaElement {
  @property({ attribute: false }) sighting!: Sighting;
  @property({ reflect: true }) look: "tile" | "line" = "tile";

  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      a {
        display: block;
        height: 100%;
        color: inherit;
        text-decoration: none;
        border-radius: var(--radius);
        border: 1px solid var(--line);
        background: var(--surface);
        overflow: hidden;
        transition: border-color 120ms, transform 120ms;
      }
      a:hover {
        border-color: color-mix(in srgb, var(--link) 50%, var(--line));
      }
      placa-picture {
        border-radius: 0;
      }
      .verdict {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-start: 8px;
        max-width: calc(100% - 16px);
        overflow: hidden;
        border-radius: 12px;
      }
      .live {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-end: 8px;
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 2px 9px;
        border-radius: 12px;
        background: var(--surface);
        color: var(--bad);
        font-size: 12px;
        font-weight: 600;
      }
      .live::before {
        content: "";
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: currentColor;
        animation: pulse 1.4s infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.25;
        }
      }
      .words {
        display: grid;
        gap: 3px;
        padding: 10px 12px 11px;
        min-width: 0;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-width: 0;
      }
      .name {
        font-weight: 600;
        font-size: 15px;
      }
      .where {
        display: flex;
        align-items: center;
        gap: 4px;
        color: var(--muted);
        font-size: 12.5px;
        min-width: 0;
      }
      time {
        color: var(--muted);
        font-size: 12.5px;
        font-variant-numeric: tabular-nums;
        flex: none;
      }
      .sure {
        height: 4px;
        border-radius: 2px;
        background: var(--sunken);
        overflow: hidden;
      }
      .sure span {
        display: block;
        height: 100%;
        background: var(--good);
        transition: width 300ms;
      }
      :host([look="line"]) a {
        display: grid;
        grid-template-columns: 132px 116px minmax(0, 1fr) auto;
        align-items: center;
        gap: 14px;
        border-radius: 10px;
        padding-inline-end: 14px;
      }
      :host([look="line"]) placa-picture {
        height: 100%;
        aspect-ratio: auto;
        align-self: stretch;
      }
      :host([look="line"]) .crop {
        align-self: center;
        height: 46px;
        border-radius: 6px;
        --placa-fit: contain;
      }
      :host([look="line"]) .words {
        padding: 0;
      }
      :host([look="line"]) .head {
        justify-content: start;
      }
      :host([look="line"]) .end {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      @container (max-width: 620px) {
        :host([look="line"]) a {
          grid-template-columns: 104px minmax(0, 1fr);
          padding-inline-end: 10px;
        }
        :host([look="line"]) .crop {
          display: none;
        }
        :host([look="line"]) .end {
          position: absolute;
          inset-block-end: 10px;
          inset-inline-end: 12px;
        }
        :host([look="line"]) .end .chip {
          display: none;
        }
      }
    `,
  ];

  override render() {
    const { sighting } = this;
    const target = go("sighting", sighting.sighting_id);
    return html`<a href=${target.path} @click=${target.click}>
      ${this.look === "tile" ? this.tile() : this.line()}
    </a>`;
  }

  private tile() {
    const { sighting, app } = this;
    const decided = verdictOf(sighting.verdicts);
    return html`
      <placa-picture .path=${sighting.pictures?.vehicle ?? null}>
        ${decided
          ? html`<div class="verdict">${verdictChip(app, decided.verdict, decided.door)}</div>`
          : nothing}
        ${sighting.state === "live" ? html`<div class="live">${this.t("now.live")}</div>` : nothing}
      </placa-picture>
      <div class="words">
        <div class="head">
          ${sighting.whom
            ? html`<span class="name one-line">${sighting.whom.name}</span>`
            : html`<placa-plate .text=${sighting.text}></placa-plate>`}
          <time datetime=${sighting.first_seen}>${this.format.when(sighting.first_seen)}</time>
        </div>
        ${this.where()}
        ${sighting.state === "live"
          ? html`<div class="sure" role="meter" aria-valuemin="0" aria-valuemax="100"
              aria-valuenow=${Math.round(sighting.confidence * 100)} aria-label=${this.t("now.sure")}>
              <span style="width:${sighting.confidence * 100}%"></span>
            </div>`
          : nothing}
      </div>
    `;
  }

  private line() {
    const { sighting, app } = this;
    const decided = verdictOf(sighting.verdicts);
    return html`
      <placa-picture .path=${sighting.pictures?.vehicle ?? null}></placa-picture>
      <placa-picture class="crop" .path=${sighting.pictures?.crop ?? null}></placa-picture>
      <div class="words">
        <div class="head">
          ${sighting.whom
            ? html`<span class="name one-line">${sighting.whom.name}</span>`
            : nothing}
          <placa-plate .text=${sighting.text}></placa-plate>
          ${sighting.whom && sighting.whom.kind !== "vehicle" ? whomChip(app, sighting.whom) : nothing}
        </div>
        ${this.where()}
      </div>
      <div class="end">
        ${decided ? verdictChip(app, decided.verdict, decided.door) : nothing}
        <time datetime=${sighting.first_seen}>${this.format.time(sighting.first_seen, true)}</time>
      </div>
    `;
  }

  private where() {
    const { sighting } = this;
    return html`<div class="where">
      ${icon(sighting.direction, 15)}
      <span class="one-line"
        >${sighting.camera} · ${this.t(`direction.${sighting.direction}`)}${sighting.read_as
          ? ` · ${this.t("sighting.corrected")}`
          : ""}</span
      >
    </div>`;
  }
}

define("placa-tile", PlacaTile);
