import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import type { Decision, Reason } from "../api/types";
import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import { verdictChip } from "./told";

/** A decision with all its reasons: those that failed first, the others on demand. */
export class PlacaReasons extends PlacaElement {
  @property({ attribute: false }) decision!: Decision;
  @property({ type: Boolean }) open = false;
  @state() private all = false;

  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: block;
      }
      ul {
        list-style: none;
        margin: 12px 0 0;
        padding: 0;
        display: grid;
        gap: 6px;
      }
      li {
        display: grid;
        grid-template-columns: 20px 1fr;
        gap: 8px;
        align-items: start;
      }
      li .icon {
        margin-top: 1px;
        color: var(--good);
      }
      li.against {
        font-weight: 500;
      }
      li.against .icon {
        color: var(--bad);
      }
      .holds {
        color: var(--muted);
      }
      button {
        margin-top: 6px;
        margin-inline-start: -10px;
      }
    `,
  ];

  override render() {
    const { decision } = this;
    const against = decision.reasons.filter((reason) => !reason.ok);
    const others = decision.reasons.filter((reason) => reason.ok);
    const all = this.all || this.open;
    return html`
      <div class="row">
        ${verdictChip(this.app, decision.verdict, decision.door)}
        <time class="muted" datetime=${decision.decided_at}>${this.format.moment(decision.decided_at)}</time>
      </div>
      ${against.length || all ? this.list(against, all ? others : []) : nothing}
      ${this.open || !others.length
        ? nothing
        : html`<button class="plain" aria-expanded=${this.all} @click=${() => (this.all = !this.all)}>
            ${this.all
              ? this.t("reasons.less")
              : this.t(against.length ? "reasons.held" : "reasons.all_held", { count: others.length })}
          </button>`}
    `;
  }

  private list(against: Reason[], others: Reason[]) {
    return html`<ul>
      ${against.map(
        (reason) => html`<li class="against">${icon("failed", 18)}<span>${reason.detail}</span></li>`,
      )}
      ${others.map(
        (reason) => html`<li class="holds">${icon("ok", 18)}<span>${reason.detail}</span></li>`,
      )}
    </ul>`;
  }
}

define("placa-reasons", PlacaReasons);
