import { css, html, LitElement } from "lit";
import { property, query, queryAssignedElements } from "lit/decorators.js";

import { define } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";

/** A dialog over the page. It tells `closed` when it was closed, however that was. */
export class PlacaDialog extends LitElement {
  @property() heading = "";
  @property() closeLabel = "";
  @property({ type: Boolean, reflect: true }) wide = false;
  @query("dialog") private dialog!: HTMLDialogElement;
  @queryAssignedElements({ slot: "actions" }) private actions!: HTMLElement[];

  static override styles = [
    theme,
    controls,
    css`
      dialog {
        width: min(520px, calc(100vw - 24px));
        max-height: calc(100dvh - 48px);
        padding: 0;
        border: none;
        border-radius: 20px;
        background: var(--surface);
        color: var(--text);
        box-shadow: 0 12px 48px rgba(0, 0, 0, 0.35);
        overflow: hidden;
      }
      :host([wide]) dialog {
        width: min(860px, calc(100vw - 24px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.5);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 12px 12px 6px 22px;
      }
      header h2 {
        flex: 1;
        font-size: 18px;
      }
      .body {
        padding: 6px 22px 16px;
        overflow: auto;
        display: grid;
        gap: 14px;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 22px 18px;
      }
      @media (max-width: 500px) {
        dialog {
          margin-bottom: 0;
          width: 100vw;
          max-width: 100vw;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }
      }
    `,
  ];

  override render() {
    return html`<dialog
      aria-label=${this.heading}
      @close=${() => this.tell()}
      @click=${(event: MouseEvent) => {
        if (event.target === this.dialog) this.close();
      }}
    >
      <header>
        <h2>${this.heading}</h2>
        <button class="round" aria-label=${this.closeLabel} @click=${() => this.close()}>
          ${icon("close")}
        </button>
      </header>
      <div class="body"><slot></slot></div>
      <footer><slot name="actions"></slot></footer>
    </dialog>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.entered);
  }

  override firstUpdated(): void {
    this.dialog.showModal?.();
  }

  /** Enter in a field does what the dialog is there for. */
  private readonly entered = (event: KeyboardEvent): void => {
    const [field] = event.composedPath();
    if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement)) return;
    if (["checkbox", "radio", "file"].includes(field.type)) return;
    event.preventDefault();
    this.actions.find((one) => one.matches("button.main, button.danger"))?.click();
  };

  close(): void {
    this.dialog.close?.();
    if (!this.dialog.showModal) this.tell();
  }

  private tell(): void {
    this.dispatchEvent(new CustomEvent("closed", { bubbles: true, composed: true }));
  }
}

define("placa-dialog", PlacaDialog);
