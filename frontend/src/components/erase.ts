import { html } from "lit";
import { property, state } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "./dialog";

/** Says what would be erased, asks why, and does it. Tells `erased` when it was done. */
export class PlacaErase extends PlacaElement {
  @property() what = "";
  @property({ attribute: false }) act!: (reason: string) => Promise<unknown>;
  @state() private reason = "";
  @state() private busy = false;

  static override styles = [theme, controls];

  override render() {
    return html`<placa-dialog .heading=${this.t("erase.title")} .closeLabel=${this.t("close")}>
      <p class="note bad">${icon("alert")} <span>${this.what}</span></p>
      <label class="field">
        ${this.t("erase.reason")}
        <input maxlength="500" .value=${this.reason}
          @input=${(event: InputEvent) => (this.reason = (event.target as HTMLInputElement).value)} />
      </label>
      <p class="muted">${this.t("erase.recorded")}</p>
      <button slot="actions" class="danger" ?disabled=${!this.reason.trim() || this.busy} @click=${this.erase}>
        ${icon("erase", 20)} ${this.t("erase.do")}
      </button>
    </placa-dialog>`;
  }

  private readonly erase = async (): Promise<void> => {
    this.busy = true;
    const done = await this.attempt(() => this.act(this.reason.trim()), this.t("erase.done"));
    this.busy = false;
    if (!done) return;
    this.dispatchEvent(new CustomEvent("erased"));
    this.dispatchEvent(new CustomEvent("closed"));
  };
}

define("placa-erase", PlacaErase);
