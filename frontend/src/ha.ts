/** The few things of Home Assistant's frontend that Placa uses. */

export interface EntityState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
  last_changed: string;
}

export interface Connection {
  subscribeMessage<Message>(
    callback: (message: Message) => void,
    message: { type: string } & Record<string, unknown>,
  ): Promise<() => Promise<void> | void>;
}

export interface Hass {
  language: string;
  locale?: { time_format?: string; time_zone?: string };
  config: { time_zone: string; location_name?: string };
  user?: { id: string; name: string; is_admin: boolean };
  states: Record<string, EntityState>;
  dockedSidebar?: string;
  connection: Connection;
  callWS<Answer>(message: { type: string } & Record<string, unknown>): Promise<Answer>;
  callService(domain: string, service: string, data?: Record<string, unknown>): Promise<unknown>;
}

export interface Route {
  prefix: string;
  path: string;
}

/** Go to a page of Home Assistant as its own links do. */
export function navigate(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace } }));
}

/** Open or close Home Assistant's sidebar. */
export function toggleMenu(from: HTMLElement): void {
  from.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
}

/** Register an element, unless an earlier version of the bundle did. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Write an error as a person can read it. */
export function errorText(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) {
    return String((error as { message: unknown }).message);
  }
  return String(error);
}
