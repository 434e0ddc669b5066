import en from "../src/translations/en.json";
import { Api } from "../src/api/client";
import type { App, PlacaElement } from "../src/element";
import { Format } from "../src/format";
import { translator } from "../src/i18n";
import type { Place } from "../src/place";
import type { Household } from "./fake_hass";

export interface Told {
  text: string;
  failed: boolean;
}

export function appOf(house: Household, place: Partial<Place> = {}, told: Told[] = []): App {
  const hass = house.hass;
  return {
    hass,
    api: new Api(() => hass),
    overview: house.overview,
    place: { view: "now", what: null, filter: {}, ...place },
    narrow: false,
    t: translator(en, "en"),
    format: new Format({ language: "en", timeZone: "UTC", hour12: false }),
    tell: (text, failed = false) => told.push({ text, failed }),
  };
}

/** Put an element on the page and wait until it shows what it was told. */
export async function show<Element extends PlacaElement>(
  name: string,
  app: App,
  properties: object = {},
): Promise<Element> {
  const element = document.createElement(name) as Element;
  Object.assign(element, properties, { app });
  document.body.append(element);
  await settled(element);
  return element;
}

/** Wait until answers were taken in and drawn. */
export async function settled(element: PlacaElement): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await element.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** All that can be read in an element and those within. */
export function textOf(root: Element | ShadowRoot): string {
  let text = "";
  const read = (node: Node): void => {
    if (node.nodeType === 3) text += node.textContent ?? "";
    if (node instanceof HTMLStyleElement) return;
    const shadow = (node as Element).shadowRoot;
    if (shadow) shadow.childNodes.forEach(read);
    node.childNodes.forEach(read);
  };
  read(root);
  return text.replace(/\s+/g, " ").trim();
}

/** Find what a selector means, also in the shadow of elements within. */
export function find<Found extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): Found[] {
  const found: Found[] = [];
  const look = (within: Element | ShadowRoot): void => {
    within.querySelectorAll("*").forEach((one) => {
      if (one.matches(selector)) found.push(one as Found);
      if (one.shadowRoot) look(one.shadowRoot);
    });
  };
  const shadow = (root as Element).shadowRoot;
  if (shadow) look(shadow);
  else look(root);
  return found;
}

export function press(root: Element, words: string): void {
  const button = find<HTMLButtonElement>(root, "button").find((one) =>
    `${textOf(one)} ${one.getAttribute("aria-label") ?? ""}`.includes(words),
  );
  if (!button) throw new Error(`no button says ${words}`);
  if (button.disabled) throw new Error(`the button ${words} cannot be pressed`);
  button.click();
}

export function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export function enter(input: HTMLInputElement): void {
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
}
