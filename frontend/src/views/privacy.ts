import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";

import { type AuditPage, type AuditView, type Privacy, type Right, RIGHTS } from "../api/types";
import { PlacaElement } from "../element";
import { define, errorText } from "../ha";
import type { TextKey } from "../i18n";
import { icon } from "../icons";
import { controls, page, theme } from "../styles";
import { go } from "../components/told";

/** Where somebody looked; other reasons are what people wrote. */
const PLACES = ["panel", "media_browser", "image_entity", "integration_token", "viewer_token"];
const ACTIONS = ["looked", "searched", "exported", "erased", "corrected"] as const;

/** What is kept, for how long, who may see it and who did. */
export class PlacaPrivacy extends PlacaElement {
  @state() private privacy: Privacy | null = null;
  @state() private audits: AuditPage | null = null;
  @state() private error: string | null = null;

  static override styles = [
    theme,
    controls,
    page,
    css`
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 12px;
      }
      .facts .card {
        padding: 12px 16px;
      }
      .big {
        font-size: 22px;
        font-weight: 600;
      }
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
        gap: 20px;
        align-items: start;
        margin-top: 20px;
      }
      .entry {
        display: grid;
        grid-template-columns: 36px minmax(0, 1fr) auto;
        gap: 4px 12px;
        padding: 11px 0;
        border-top: 1px solid var(--line);
      }
      .entry .icon {
        color: var(--muted);
        grid-row: span 2;
      }
      .entry .small:not(time) {
        grid-column: 2 / -1;
      }
      .small {
        font-size: 12.5px;
        color: var(--muted);
        overflow-wrap: anywhere;
      }
      .table {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 13px;
      }
      th,
      td {
        padding: 8px 6px;
        border-bottom: 1px solid var(--line);
        text-align: center;
        vertical-align: bottom;
      }
      th:first-child,
      td:first-child {
        text-align: start;
      }
      th {
        font-weight: 500;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.2;
        min-width: 58px;
      }
      td input {
        display: block;
        margin: auto !important;
      }
      .leak {
        display: grid;
        grid-template-columns: 24px 1fr;
        gap: 10px;
        padding: 10px 0;
        border-top: 1px solid var(--line);
      }
      .notice {
        display: none;
      }
      @media (max-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media print {
        :host > :not(.notice) {
          display: none !important;
        }
        .notice {
          display: block;
          font-size: 20px;
          color: #000;
          text-align: center;
          padding: 20mm;
        }
        .notice .icon {
          margin: auto;
        }
        .notice h1 {
          font-size: 42px;
          margin: 10mm 0;
        }
        .notice p {
          margin: 6mm 0;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render() {
    if (!this.app.overview.admin) {
      return html`<div class="note">${icon("privacy")}<p>${this.t("privacy.admins")}</p></div>`;
    }
    if (this.error) return html`<div class="note bad" role="alert">${icon("alert")}<p>${this.error}</p></div>`;
    const { privacy } = this;
    if (!privacy) return html`<p class="muted" aria-busy="true">${this.t("loading")}</p>`;
    return html`
      <section>
        <div class="section-head">
          <h1 class="grow">${this.t("privacy.title")}</h1>
          <button @click=${() => window.print()}>${icon("print", 20)} ${this.t("privacy.notice")}</button>
        </div>
        ${this.stored(privacy)}
      </section>
      <div class="layout">
        ${this.looks()}
        <div class="stack">${this.rights(privacy)} ${this.leaks(privacy)}</div>
      </div>
      ${this.notice(privacy)}
    `;
  }

  private stored(privacy: Privacy) {
    const { storage } = privacy;
    if (!storage) return html`<p class="muted">${this.t("privacy.engine_away")}</p>`;
    const days = (count: number) => this.t("days", { count });
    return html`<div class="facts">
        ${this.fact("privacy.sightings", this.format.number(storage.sightings), storage.oldest ? this.t("privacy.since", { date: this.format.date(storage.oldest) }) : "")}
        ${this.fact("privacy.pictures", this.format.number(storage.pictures), this.format.bytes(storage.picture_bytes))}
        ${this.fact("privacy.disk", this.format.bytes(storage.bytes), this.t("privacy.disk_of", { pictures: this.format.bytes(storage.picture_bytes), database: this.format.bytes(storage.database_bytes) }))}
        ${this.fact("privacy.left", this.format.bytes(storage.left_bytes), this.t("privacy.left_what"))}
        ${this.fact("privacy.known", days(storage.known_days), this.t("privacy.then_erased"))}
        ${this.fact("privacy.unknown", days(storage.unknown_days), this.t("privacy.then_erased"))}
        ${this.fact("privacy.picture_days", days(storage.picture_days), this.t("privacy.then_erased"))}
      </div>
      <p class="muted" style="margin-top:10px">${this.t("privacy.where")}</p>`;
  }

  private fact(key: TextKey, value: string, more: string) {
    return html`<div class="card">
      <div class="muted">${this.t(key)}</div>
      <div class="big">${value}</div>
      <div class="small">${more}</div>
    </div>`;
  }

  private looks() {
    const { audits } = this;
    return html`<section class="card" aria-labelledby="looked">
      <div class="section-head">
        <h2 id="looked" class="grow">${this.t("privacy.looked")}</h2>
        ${audits
          ? audits.intact
            ? html`<span class="chip good">${icon("ok", 15)} ${this.t("privacy.intact")}</span>`
            : html`<span class="chip bad">${icon("alert", 15)} ${this.t("privacy.broken")}</span>`
          : nothing}
      </div>
      ${alikeTogether(audits?.audits ?? []).map(({ audit, times }) => this.audit(audit, times))}
      ${audits?.next ? html`<button @click=${this.more}>${this.t("doors.earlier")}</button>` : nothing}
    </section>`;
  }

  private audit(audit: AuditView, times: number) {
    const action = ACTIONS.find((known) => known === audit.action);
    const icons = { looked: "eye", searched: "search", exported: "download", erased: "erase", corrected: "edit" } as const;
    const target = audit.sighting_id ? go("sighting", audit.sighting_id) : null;
    return html`<div class="entry">
      ${icon(action ? icons[action] : "eye", 22)}
      <span>
        <b>${audit.who ?? this.t("privacy.automation")}</b>
        ${this.t(`audit.${action ?? "looked"}`)}
        ${times > 1 ? this.t("times", { count: times }) : nothing}
        ${audit.count === null ? nothing : this.t("count.sightings", { count: audit.count })}
        ${target ? html`<a href=${target.path} @click=${target.click}>${this.t("audit.this")}</a>` : nothing}
      </span>
      <time class="small" datetime=${audit.at}>${this.format.ago(audit.at)}</time>
      <span class="small">${[PLACES.includes(audit.reason) ? this.t(`audit.${audit.reason}` as TextKey) : audit.reason, ...audit.scope].filter(Boolean).join(" · ")}</span>
    </div>`;
  }

  private rights(privacy: Privacy) {
    return html`<section class="card" aria-labelledby="rights">
      <h2 id="rights">${this.t("rights.title")}</h2>
      <p class="muted" style="margin:4px 0 8px">${this.t("rights.what")}</p>
      <div class="table" tabindex="0" role="group" aria-labelledby="rights">
        <table>
          <thead>
            <tr><th>${this.t("rights.who")}</th>${RIGHTS.map((right) => html`<th scope="col">${this.t(`right.${right}`)}</th>`)}</tr>
          </thead>
          <tbody>
            ${privacy.users.map(
              (user) => html`<tr>
                <td>${user.name} ${user.admin ? html`<span class="chip">${this.t("rights.admin")}</span>` : nothing}</td>
                ${RIGHTS.map(
                  (right) => html`<td>
                    <input
                      type="checkbox"
                      aria-label="${user.name}: ${this.t(`right.${right}`)}"
                      .checked=${user.admin || user.rights.includes(right)}
                      ?disabled=${user.admin}
                      @change=${(event: Event) => this.allow(user.user_id, right, (event.target as HTMLInputElement).checked)}
                    />
                  </td>`,
                )}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private leaks(privacy: Privacy) {
    return html`<section class="card" aria-labelledby="leaks">
      <h2 id="leaks">${this.t("leaks.title")}</h2>
      <p class="muted" style="margin:4px 0 8px">${this.t("leaks.what")}</p>
      ${privacy.leaks.map(
        (leak) => html`<div class="leak">
          ${leak.active ? icon("alert", 22) : icon("ok", 22)}
          <div>
            <b>${this.t(`leak.${leak.place}` as TextKey)}</b>
            <div class="small">${this.t(`leak.${leak.place}.${leak.active ? "open" : "closed"}` as TextKey)}</div>
          </div>
        </div>`,
      )}
    </section>`;
  }

  private notice(privacy: Privacy) {
    const { storage } = privacy;
    return html`<div class="notice" aria-hidden="true">
      ${icon("camera", 96)}
      <h1>${this.t("notice.title")}</h1>
      <p>${this.t("notice.what")}</p>
      ${storage
        ? html`<p>${this.t("notice.kept", { unknown: storage.unknown_days, pictures: storage.picture_days })}</p>`
        : nothing}
      <p>${this.t("notice.stays")}</p>
      <p>${this.t("notice.contact")} ______________________________</p>
    </div>`;
  }

  private async allow(user_id: string, right: Right, on: boolean): Promise<void> {
    const user = this.privacy!.users.find((one) => one.user_id === user_id)!;
    const rights = on ? [...user.rights, right] : user.rights.filter((one) => one !== right);
    await this.attempt(() => this.app.api.setRights(user_id, rights), this.t("rights.saved"));
    await this.load();
  }

  private readonly more = async (): Promise<void> => {
    await this.attempt(async () => {
      const page = await this.app.api.audits(this.audits!.next!);
      this.audits = { ...page, audits: [...this.audits!.audits, ...page.audits] };
    });
  };

  private async load(): Promise<void> {
    if (!this.app.overview.admin) return;
    try {
      [this.privacy, this.audits] = await Promise.all([this.app.api.privacy(), this.app.api.audits()]);
    } catch (error) {
      this.error = errorText(error);
    }
  }
}

/** Put what somebody did again and again into one line, with the newest time. */
function alikeTogether(audits: readonly AuditView[]): { audit: AuditView; times: number }[] {
  const groups: { audit: AuditView; times: number }[] = [];
  for (const audit of audits) {
    const last = groups[groups.length - 1];
    const same = (["action", "who", "reason", "sighting_id", "count"] as const).every((key) => last?.audit[key] === audit[key]);
    if (last && same && last.audit.scope.join() === audit.scope.join()) last.times += 1;
    else groups.push({ audit, times: 1 });
  }
  return groups;
}

define("placa-privacy", PlacaPrivacy);
