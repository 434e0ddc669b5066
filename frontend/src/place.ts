/** Where one is in the panel. What is asked stands behind the #, which no server ever sees. */

import type { Filter } from "./api/types";

export type View =
  | "now" | "history" | "sighting" | "plate" | "vehicles" | "doors" | "cameras" | "privacy";

export interface Place {
  view: View;
  /** The id of what is shown, or the text of a plate. */
  what: string | null;
  filter: Filter;
}

const VIEWS: readonly View[] = [
  "now", "history", "sighting", "plate", "vehicles", "doors", "cameras", "privacy",
];
const LISTS = ["hours", "weekdays"] as const;

export function placeOf(path: string, hash: string): Place {
  const name = path.split("/").find((part) => part) ?? "now";
  const view = VIEWS.find((known) => known === name) ?? "now";
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const what = asked.get("id");
  asked.delete("id");
  const filter: Record<string, unknown> = {};
  for (const [key, value] of asked) {
    if ((LISTS as readonly string[]).includes(key)) filter[key] = value.split(",").map(Number);
    else filter[key] = key === "alike" ? value === "true" : value;
  }
  return { view, what, filter: filter as Filter };
}

export function pathOf(view: View, what?: string | null, filter: Filter = {}): string {
  const asked = new URLSearchParams();
  if (what) asked.set("id", what);
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined && value !== "" && value !== false) asked.set(key, String(value));
  }
  const hash = asked.toString();
  return `/placa/${view}${hash ? `#${hash}` : ""}`;
}
