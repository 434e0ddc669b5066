import { Api } from "../api/client";
import type { Overview } from "../api/types";
import type { Connection, Hass } from "../ha";

type Told = (overview: Overview | null, error: unknown) => void;

interface Watched {
  listeners: Set<Told>;
  last: Overview | null;
  stop: Promise<() => Promise<void> | void>;
}

const watched = new WeakMap<Connection, Watched>();

/** Watch Placa; all cards of a page share one subscription. Returns what ends it. */
export function share(hass: Hass, told: Told): () => void {
  const { connection } = hass;
  let one = watched.get(connection);
  if (!one) {
    const listeners = new Set<Told>();
    const made: Watched = {
      listeners,
      last: null,
      stop: new Api(() => hass).watch((overview) => {
        made.last = overview;
        for (const listener of listeners) listener(overview, null);
      }),
    };
    made.stop.catch((error: unknown) => {
      watched.delete(connection);
      for (const listener of listeners) listener(null, error);
    });
    watched.set(connection, made);
    one = made;
  }
  const shared = one;
  shared.listeners.add(told);
  if (shared.last) told(shared.last, null);
  return () => {
    shared.listeners.delete(told);
    if (shared.listeners.size) return;
    watched.delete(connection);
    void shared.stop.then((stop) => stop(), () => undefined);
  };
}

/** Everything there is now. */
export function overviewNow(hass: Hass): Promise<Overview> {
  return new Promise((resolve, reject) => {
    const stop = share(hass, (overview, error) => {
      if (overview) resolve(overview);
      else reject(error);
      queueMicrotask(() => stop());
    });
  });
}
