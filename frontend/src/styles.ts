import { css } from "lit";

/** Colors and measures, all from Home Assistant's theme. */
export const theme = css`
  :host {
    --accent: var(--primary-color, #0288d1);
    --on-accent: var(--text-primary-color, #fff);
    --surface: var(--ha-card-background, var(--card-background-color, #fff));
    --ground: var(--primary-background-color, #fafafa);
    --text: var(--primary-text-color, #212121);
    --muted: var(--secondary-text-color, #5f6368);
    --line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --good: color-mix(in srgb, var(--success-color, #43a047) 56%, var(--text));
    --bad: color-mix(in srgb, var(--error-color, #db4437) 72%, var(--text));
    --warn: color-mix(in srgb, var(--warning-color, #ffa600) 52%, var(--text));
    --link: color-mix(in srgb, var(--accent) 66%, var(--text));
    --tint: color-mix(in srgb, var(--accent) 11%, var(--surface));
    --sunken: color-mix(in srgb, var(--text) 5%, var(--surface));
    --radius: var(--ha-card-border-radius, 14px);
    color: var(--text);
    font-family: var(--ha-font-family-body, var(--mdc-typography-font-family, Roboto, sans-serif));
    font-size: 14px;
    line-height: 1.45;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  .icon {
    flex: none;
    display: block;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
    }
  }
`;

/** Buttons, fields, cards and chips. */
export const controls = css`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 16px;
    border: 1px solid var(--line);
    border-radius: 20px;
    background: var(--surface);
    color: var(--text);
    font-weight: 500;
    text-decoration: none;
    cursor: pointer;
    transition: background 120ms;
  }
  button:hover:not(:disabled) {
    background: var(--sunken);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.main {
    border-color: transparent;
    background: var(--link);
    color: var(--surface);
  }
  button.main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--link) 88%, var(--text));
  }
  button.danger {
    color: var(--bad);
  }
  button.plain {
    border-color: transparent;
    background: transparent;
    color: var(--link);
    padding: 0 10px;
  }
  button.round {
    width: 40px;
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: inherit;
  }
  button.round:hover:not(:disabled),
  button.plain:hover:not(:disabled) {
    background: var(--sunken);
  }
  :focus-visible {
    outline: 2px solid var(--link);
    outline-offset: 2px;
  }
  a {
    color: var(--link);
  }
  label.field {
    display: grid;
    gap: 4px;
    font-size: 12.5px;
    color: var(--muted);
  }
  input:not([type="checkbox"], [type="radio"], [type="file"], [type="range"]),
  select,
  textarea {
    width: 100%;
    min-height: 42px;
    padding: 8px 12px;
    border: 1px solid color-mix(in srgb, var(--text) 32%, var(--surface));
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    font-size: 15px;
  }
  textarea {
    min-height: 84px;
    resize: vertical;
  }
  input[type="checkbox"],
  input[type="radio"] {
    accent-color: var(--link);
    width: 18px;
    height: 18px;
    flex: none;
    margin: 0;
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    color: var(--text);
    cursor: pointer;
  }
  .card {
    background: var(--surface);
    border-radius: var(--radius);
    border: 1px solid var(--line);
    padding: 16px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 24px;
    padding: 0 9px;
    border-radius: 12px;
    background: var(--sunken);
    color: var(--muted);
    font-size: 12px;
    font-weight: 500;
    white-space: nowrap;
  }
  .chip.good {
    background: color-mix(in srgb, var(--good) 13%, var(--surface));
    color: var(--good);
  }
  .chip.bad {
    background: color-mix(in srgb, var(--bad) 11%, var(--surface));
    color: var(--bad);
  }
  .chip.warn {
    background: color-mix(in srgb, var(--warn) 13%, var(--surface));
    color: var(--warn);
  }
  .chip.accent {
    background: var(--tint);
    color: var(--link);
  }
  h1,
  h2,
  h3 {
    margin: 0;
    font-weight: 600;
    line-height: 1.25;
  }
  h1 {
    font-size: 22px;
  }
  h2 {
    font-size: 16px;
  }
  h3 {
    font-size: 14px;
  }
  p {
    margin: 0;
  }
  .muted {
    color: var(--muted);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 10px;
    flex-wrap: wrap;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .one-line {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .note {
    display: flex;
    gap: 10px;
    padding: 12px 14px;
    border-radius: 12px;
    background: var(--sunken);
  }
  .note.warn {
    background: color-mix(in srgb, var(--warn) 11%, var(--surface));
  }
  .note.bad {
    background: color-mix(in srgb, var(--bad) 9%, var(--surface));
  }
  .note .icon {
    color: var(--warn);
  }
  .note.bad .icon {
    color: var(--bad);
  }
`;

/** How a view stands on its page. */
export const page = css`
  :host {
    display: block;
    padding: 20px clamp(12px, 2.5vw, 32px) 40px;
    max-width: 1760px;
    margin-inline: auto;
  }
  .stack {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  .section-head {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-bottom: 12px;
  }
`;
