import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import { PlacaElement } from "../element";
import { define, errorText } from "../ha";
import { icon } from "../icons";
import { controls, theme } from "../styles";
import "../components/dialog";
import "../components/plate";

type Until = "two_hours" | "evening" | "tonight" | "week" | "other";

const HOUR = 3_600_000;

/** Makes a guest pass in three taps, and then gives a text to send. */
export class PlacaPassForm extends PlacaElement {
  @property({ attribute: false }) plates: string[] = [];
  @state() private name = "";
  @state() private plate = "";
  @state() private until: Until = "tonight";
  @state() private other = "";
  @state() private once = false;
  @state() private doors: Set<string> | null = null;
  @state() private error: string | null = null;
  @state() private alike = false;
  @state() private sure = false;
  @state() private made = false;
  @state() private busy = false;

  static override styles = [
    theme,
    controls,
    css`
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .choices button[aria-pressed="true"] {
        background: var(--tint);
        border-color: var(--link);
        color: var(--link);
      }
      .plate input {
        text-transform: uppercase;
        font-family: var(--ha-font-family-code, "Roboto Mono", monospace);
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        padding: 0 0 6px;
        font-size: 12.5px;
        color: var(--muted);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.plate = this.plates[0] ?? "";
    this.doors = new Set(this.app.overview.doors.map((door) => door.door_id));
  }

  override render() {
    return this.made ? this.message() : this.form();
  }

  private form() {
    const choices: Until[] = ["two_hours", "evening", "tonight", "week", "other"];
    return html`<placa-dialog .heading=${this.t("pass.add")} .closeLabel=${this.t("close")}>
      <label class="field plate">
        ${this.t("vehicle.plate")}
        <input dir="ltr" autocomplete="off" spellcheck="false" maxlength="40" .value=${this.plate}
          @input=${(event: InputEvent) => (this.plate = (event.target as HTMLInputElement).value)} />
      </label>
      <label class="field">
        ${this.t("pass.name")}
        <input maxlength="100" .value=${this.name} placeholder=${this.t("pass.name_example")}
          @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)} />
      </label>
      <fieldset>
        <legend>${this.t("pass.until")}</legend>
        <div class="choices">
          ${choices.map(
            (one) => html`<button aria-pressed=${this.until === one} @click=${() => (this.until = one)}>
              ${this.t(`pass.${one}`)}
            </button>`,
          )}
        </div>
        ${this.until === "other"
          ? html`<input style="margin-top:8px" type="datetime-local" aria-label=${this.t("pass.until")} .value=${this.other}
              @change=${(event: Event) => (this.other = (event.target as HTMLInputElement).value)} />`
          : nothing}
      </fieldset>
      <fieldset>
        <legend>${this.t("pass.opens")}</legend>
        ${this.app.overview.doors.map(
          (door) => html`<label class="check">
            <input type="checkbox" .checked=${this.doors?.has(door.door_id) ?? false}
              @change=${(event: Event) => this.choose(door.door_id, (event.target as HTMLInputElement).checked)} />
            ${door.name}
          </label>`,
        )}
      </fieldset>
      <label class="check">
        <input type="checkbox" .checked=${this.once} @change=${(event: Event) => (this.once = (event.target as HTMLInputElement).checked)} />
        ${this.t("pass.once")}
      </label>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")} <span>${this.error}</span></p>` : nothing}
      ${this.alike
        ? html`<label class="check note warn">
            <input type="checkbox" .checked=${this.sure} @change=${(event: Event) => (this.sure = (event.target as HTMLInputElement).checked)} />
            <span>${this.t("vehicle.alike_sure")}</span>
          </label>`
        : nothing}
      <button slot="actions" class="main" ?disabled=${this.busy || !this.plate.trim() || (this.alike && !this.sure)} @click=${this.save}>
        ${icon("check", 20)} ${this.t("pass.make")}
      </button>
    </placa-dialog>`;
  }

  private message() {
    return html`<placa-dialog .heading=${this.t("pass.made")} .closeLabel=${this.t("close")}>
      <p>${this.t("pass.send")}</p>
      <textarea readonly rows="4" aria-label=${this.t("pass.text")} .value=${this.text}></textarea>
      <button slot="actions" class="main" @click=${this.share}>${icon("copy", 20)} ${this.t("pass.copy")}</button>
    </placa-dialog>`;
  }

  private get expires(): Date {
    const now = new Date();
    switch (this.until) {
      case "two_hours":
        return new Date(now.getTime() + 2 * HOUR);
      case "evening": {
        const at = new Date(now);
        at.setHours(17, 0, 0, 0);
        if (at <= now) at.setDate(at.getDate() + 1);
        return at;
      }
      case "tonight": {
        const at = new Date(now);
        at.setHours(23, 59, 0, 0);
        return at;
      }
      case "week":
        return new Date(now.getTime() + 7 * 24 * HOUR);
      case "other":
        return new Date(this.other || now.getTime() + HOUR);
    }
  }

  private get text(): string {
    const doors = this.app.overview.doors.filter((door) => this.doors?.has(door.door_id));
    return this.t(this.once ? "pass.message_once" : "pass.message", {
      plate: this.plate.trim().toUpperCase(),
      doors: this.format.list(doors.map((door) => door.name)),
      until: this.format.moment(this.expires.toISOString()),
    });
  }

  private choose(door_id: string, on: boolean): void {
    const doors = new Set(this.doors);
    if (on) doors.add(door_id);
    else doors.delete(door_id);
    this.doors = doors;
  }

  private readonly save = async (): Promise<void> => {
    this.busy = true;
    this.error = null;
    try {
      await this.app.api.createPass({
        name: this.name.trim() || this.t("pass.guest", { plate: this.plate.trim().toUpperCase() }),
        plates: [this.plate.trim()],
        expires: this.expires.toISOString(),
        doors: [...(this.doors ?? [])],
        ...(this.once ? { uses: 1 } : {}),
      }, this.sure);
      this.made = true;
    } catch (error) {
      this.alike = (error as { translation_key?: string }).translation_key === "plates_too_alike";
      this.error = this.alike ? null : errorText(error);
    } finally {
      this.busy = false;
    }
  };

  private readonly share = async (): Promise<void> => {
    if (navigator.share) {
      await navigator.share({ text: this.text }).catch(() => undefined);
    } else {
      await this.attempt(() => navigator.clipboard.writeText(this.text), this.t("pass.copied"));
    }
    this.dispatchEvent(new CustomEvent("closed"));
  };
}

define("placa-pass-form", PlacaPassForm);
