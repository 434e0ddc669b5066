/** A household in memory that answers as the integration does. */

import type {
  AuditPage, AuditView, CameraSettings, CameraTrial, CameraView, Char, Decision, DoorView, Filter, Overview, PassView,
  PlatePreview, PlateView, Policy, Privacy, ReadNow, Reason, Right, ShadowReport, Sighting, SightingDetail,
  SightingPage, Summary, Survey, VehicleView, Verdict,
} from "../src/api/types";
import { RIGHTS } from "../src/api/types";
import type { EntityState, Hass } from "../src/ha";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const POLICY: Policy = {
  min_frames: 3, min_confidence: 0.95, min_margin: 0.5, accept_alike: false,
  second_reader: "must_agree", require_movement: true, require_seen_coming: true,
  require_rigid_motion: false, require_closed: true, require_streaming: true, once_a_visit: true,
  cool_down: 60, directions: ["approaching"],
};

export interface Asked {
  type: string;
  [field: string]: unknown;
}

/** Everything a test may look at or change. */
export class Household {
  readonly asked: Asked[] = [];
  readonly refusals = new Map<string, Error>();
  admin = true;
  rights: Right[] = [...RIGHTS];
  connected = true;
  sightings: Sighting[] = [];
  live: Sighting[] = [];
  vehicles: VehicleView[] = [];
  passes: PassView[] = [];
  doors: DoorView[] = [];
  cameras: CameraView[] = [];
  decisions: Decision[] = [];
  audits: AuditView[] | null = null;
  shadowSince = new Date(Date.now() - 9 * DAY).toISOString();
  private readonly watchers = new Set<(overview: Overview) => void>();

  constructor(readonly now = Date.parse("2026-11-30T17:20:00Z")) {}

  /** Two cameras, two doors, three vehicles, a guest and some weeks of traffic. */
  static lively(now?: number, count = 400): Household {
    const house = new Household(now);
    house.cameras = [
      house.camera("driveway", "Driveway"),
      house.camera("street", "Street", { state: "stalled", problem: "stalled" }),
    ];
    house.vehicles = [
      house.vehicle("v1", "Family car", ["KT47RMB"], { whereabouts: "here", since: house.ago(2 * HOUR) }),
      house.vehicle("v2", "Van with a rather long name for a van", ["VX93LPD", "MUC1234"], { whereabouts: "away", since: house.ago(5 * HOUR), group: "Deliveries" }),
      house.vehicle("v3", "Old neighbor", ["AB12CDE"], { denied: true, last_seen: null, warnings: [{ kind: "never_seen", detail: "" }] }),
    ];
    house.passes = [
      { pass_id: "p1", name: "Plumber", plates: ["43JSRT"], expires: house.ago(-4 * HOUR), uses: 2, used: 1, days: [], start: null, end: null, doors: [{ door_id: "d1", name: "Garage" }], problem: null },
    ];
    house.doors = [
      house.door("d1", "Garage", "cover.garage", "armed"),
      house.door("d2", "Gate", "cover.gate", "shadow", { every_vehicle: true }),
    ];
    const plates: [string, string | null][] = [
      ["KT47RMB", "v1"], ["PL09XYZ", null], ["VX93LPD", "v2"], ["HH77QWE", null], ["43JSRT", "p1"],
    ];
    let at = house.now - 12 * 60_000;
    let random = 7;
    for (let index = 0; index < count; index += 1) {
      random = (random * 16807) % 2147483647;
      const [text, vehicle_id] = plates[random % 3 === 0 ? index % plates.length : random % 2]!;
      house.sightings.push(house.sighting(index, text, vehicle_id, at));
      at -= (random % 240) * 60_000;
    }
    for (const sighting of house.sightings) {
      for (const { door_id, verdict } of sighting.verdicts) house.decisions.push(house.decision(sighting, door_id, verdict));
    }
    for (const camera of house.cameras) camera.latest = house.sightings.find((one) => one.camera_id === camera.camera_id) ?? null;
    return house;
  }

  get hass(): Hass {
    const states: Record<string, EntityState> = {};
    const state = (entity_id: string, value: string, name: string) => {
      states[entity_id] = { entity_id, state: value, attributes: { friendly_name: name }, last_changed: this.ago(HOUR) };
    };
    state("cover.garage", "closed", "Garage door");
    state("cover.gate", "closed", "Gate");
    state("cover.barn", "closed", "Barn door");
    state("person.ada", "home", "Ada");
    state("camera.yard", "idle", "Yard");
    return {
      language: "en",
      config: { time_zone: "Europe/Berlin" },
      user: { id: "u1", name: "Ada", is_admin: this.admin },
      states,
      connection: {
        subscribeMessage: <Message,>(told: (message: Message) => void) => {
          const watcher = told as unknown as (overview: Overview) => void;
          this.watchers.add(watcher);
          watcher(this.overview);
          return Promise.resolve(() => {
            this.watchers.delete(watcher);
          });
        },
      },
      callWS: <Answer,>(message: { type: string } & Record<string, unknown>) => {
        this.asked.push(message);
        const refusal = this.refusals.get(message.type);
        return refusal ? Promise.reject(refusal) : Promise.resolve().then(() => this.answer(message) as Answer);
      },
      callService: () => Promise.resolve(undefined),
    };
  }

  /** Tell all who watch what is new. */
  tell(): void {
    for (const watcher of this.watchers) watcher(this.overview);
  }

  /** What was asked with a command, the newest last. */
  of(command: string): Asked[] {
    return this.asked.filter((one) => one.type === `placa/${command}`);
  }

  get overview(): Overview {
    return {
      entry_id: "e1", title: "Placa", connected: this.connected, version: "0.1.0", device: "CPU",
      admin: this.admin, rights: this.rights, cameras: this.cameras, doors: this.doors,
      vehicles: this.vehicles, passes: this.passes, live: this.live,
      recent: this.sightings.slice(0, 8),
    };
  }

  ago(milliseconds: number): string {
    return new Date(this.now - milliseconds).toISOString();
  }

  camera(camera_id: string, name: string, changes: Partial<CameraView> = {}): CameraView {
    return {
      camera_id, name, state: "streaming", problem: null, detection: true, frozen: false, fps: 14.9,
      frame_size: [1920, 1080], zones: ["Drive"], facing: "out", changeable: true,
      since: this.ago(DAY), latest: null, ...changes,
    };
  }

  vehicle(vehicle_id: string, name: string, plates: string[], changes: Partial<VehicleView> = {}): VehicleView {
    return {
      vehicle_id, name, plates, group: null, owner: null, denied: false, notes: "",
      doors: [{ door_id: "d1", name: "Garage" }, { door_id: "d2", name: "Gate" }],
      whereabouts: "unknown", since: null, last_seen: this.ago(3 * HOUR), warnings: [], ...changes,
    };
  }

  door(door_id: string, name: string, entity_id: string, mode: DoorView["mode"], changes: Partial<DoorView> = {}): DoorView {
    return {
      door_id, name, entity_id, state: "closed", mode,
      cameras: [{ camera_id: "driveway", name: "Driveway" }],
      vehicles: [{ vehicle_id: "v1", name: "Family car" }, { vehicle_id: "v2", name: "Van" }],
      every_vehicle: false, groups: [], policy: POLICY,
      last: { verdict: "refused", at: this.ago(HOUR), whom: "Family car", because: "too few frames agree (2 of at least 3)" },
      refusals_today: 1, waiting: null, shadow_since: mode === "shadow" ? this.ago(9 * DAY) : null,
      ...changes,
    };
  }

  sighting(index: number, text: string, vehicle_id: string | null, at: number): Sighting {
    const vehicle = this.vehicles.find((one) => one.vehicle_id === vehicle_id);
    const guest = this.passes.find((one) => one.pass_id === vehicle_id);
    const verdict: Verdict = index % 5 === 3 ? "refused" : "granted";
    const sighting_id = index.toString(16).padStart(32, "0");
    const camera = this.cameras[index % 4 === 3 ? 1 : 0]!;
    return {
      sighting_id, camera_id: camera.camera_id, camera: camera.name, state: "ended", text,
      read_as: null, confidence: 0.98, margin: 0.94, frames: 11, frames_read: 14,
      first_seen: new Date(at).toISOString(), last_seen: new Date(at + 8000).toISOString(),
      direction: index % 3 ? "approaching" : "receding", zones: ["Drive"],
      box: [820, 610, 1010, 668], frame_size: [1920, 1080],
      whom: vehicle ? { kind: vehicle.denied ? "denied" : "vehicle", vehicle_id: vehicle.vehicle_id, name: vehicle.name }
        : guest ? { kind: "guest", vehicle_id: guest.pass_id, name: guest.name } : null,
      verdicts: vehicle ? [{ door_id: "d1", door: "Garage", verdict }] : [],
      pictures: { crop: picture(text, true), vehicle: picture(text, false), frame: picture(text, false) },
    };
  }

  decision(sighting: Sighting, door_id: string, verdict: Verdict): Decision {
    const against: Reason[] = verdict === "refused"
      ? [
          { code: "frames", ok: false, detail: "Too few frames agree (2 of at least 3)." },
          { code: "direction", ok: false, detail: "The vehicle's direction is receding; the door opens only for approaching." },
        ]
      : [];
    return {
      decision_id: `${sighting.sighting_id}${door_id}`, door_id,
      door: this.doors.find((one) => one.door_id === door_id)!.name, verdict, whom: sighting.whom,
      text: sighting.text, camera: sighting.camera, sighting_id: sighting.sighting_id,
      decided_at: sighting.first_seen, summary: "",
      reasons: [
        ...against,
        { code: "confidence", ok: true, detail: "The least sure character is 98.0% sure; 95.0% is needed." },
        { code: "vehicle", ok: true, detail: "The door opens for this vehicle." },
        { code: "closed", ok: true, detail: "The door is closed." },
      ],
    };
  }

  private found(filter: Filter): Sighting[] {
    return this.sightings.filter(
      (one) =>
        (!filter.text || one.text.includes(filter.text.toUpperCase())) &&
        (!filter.camera_id || one.camera_id === filter.camera_id) &&
        (!filter.vehicle_id || one.whom?.vehicle_id === filter.vehicle_id) &&
        (!filter.verdict || one.verdicts.some(({ verdict }) => verdict === filter.verdict)) &&
        (!filter.who || (filter.who === "unknown" ? one.whom === null : filter.who === "known" ? one.whom !== null : one.whom?.kind === filter.who)) &&
        (!filter.day || one.first_seen.startsWith(filter.day)) &&
        (!filter.hours?.length || filter.hours.includes(new Date(one.first_seen).getUTCHours())) &&
        (!filter.weekdays?.length || filter.weekdays.includes((new Date(one.first_seen).getUTCDay() + 6) % 7)),
    );
  }

  private summary(found: Sighting[]): Summary {
    const days = new Map<string, number>();
    for (let ago = 29; ago >= 0; ago -= 1) days.set(this.ago(ago * DAY).slice(0, 10), 0);
    const hours = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
    for (const { first_seen } of found) {
      const day = first_seen.slice(0, 10);
      if (days.has(day)) days.set(day, days.get(day)! + 1);
      const at = new Date(first_seen);
      hours[(at.getUTCDay() + 6) % 7]![at.getUTCHours()]! += 1;
    }
    return { count: found.length, days: [...days].map(([day, count]) => ({ day, count })), hours };
  }

  private answer(message: Asked): unknown {
    switch (message.type.replace("placa/", "")) {
      case "sightings/list": {
        const found = this.found(message["filter"] as Filter);
        const before = message["before"] as string | undefined;
        const from = before ? found.findIndex((one) => one.sighting_id === before) + 1 : 0;
        const limit = message["limit"] as number;
        const sightings = found.slice(from, from + limit);
        const next = from + limit < found.length ? sightings.at(-1)!.sighting_id : null;
        return { sightings, next } satisfies SightingPage;
      }
      case "sightings/summary":
        return this.summary(this.found(message["filter"] as Filter));
      case "sightings/get":
        return this.detail(message["sighting_id"] as string);
      case "sightings/correct": {
        const sighting = this.one(message["sighting_id"] as string);
        sighting.read_as = sighting.text;
        sighting.text = message["text"] as string;
        return this.detail(sighting.sighting_id);
      }
      case "sightings/erase":
        this.sightings = this.sightings.filter((one) => one.sighting_id !== message["sighting_id"]);
        return undefined;
      case "sightings/export":
        return { path: "/api/placa/e1/export/1" };
      case "plates/get":
        return this.plate(message["text"] as string);
      case "plates/erasure":
      case "plates/erase": {
        const found = this.found({ text: message["text"] as string });
        return { sightings: found.length, pictures: 2 * found.length, done: true };
      }
      case "vehicles/preview":
        return { plates: (message["plates"] as string[]).map((typed) => this.preview(typed)) };
      case "vehicles/save":
        return { vehicle_id: "v9" };
      case "vehicles/import":
        return { done: !message["dry_run"], lines: [{ line: 2, name: "Van", outcome: "changed", reason: null, plates: ["VX93LPD"], too_alike: [] }] };
      case "vehicles/export":
        return { table: "name,plates\nVan,VX93LPD\n" };
      case "passes/create":
        return { pass_id: "p9" };
      case "doors/decisions":
        return { decisions: this.decisions.filter((one) => one.door_id === message["door_id"]).slice(0, 20), next: null };
      case "doors/report":
        return {
          door_id: "d2", since: this.shadowSince, opened: 23,
          opened_for: [{ whom: "Family car", times: 14 }, { whom: "Van", times: 7 }, { whom: "Plumber", times: 2 }],
          refused_for: [{ code: "frames", times: 2, example: "Too few frames agree (2 of at least 3)." }],
          missed: this.decisions.filter((one) => one.verdict === "refused").slice(0, 2),
        } satisfies ShadowReport;
      case "cameras/get":
        return {
          camera_id: "driveway", name: "Driveway", host: "rtsp://192.168.1.20:554", country: "DE",
          changeable: true, zones: [{ name: "Drive", polygon: [[0.2, 0.45], [0.8, 0.45], [0.95, 0.98], [0.05, 0.98]] }],
          masks: [[[0, 0], [0.3, 0], [0.3, 0.25], [0, 0.25]]], still: picture("", false),
        } satisfies CameraSettings;
      case "cameras/survey":
        return {
          camera_id: "driveway", since: this.ago(14 * DAY), sightings: 212, settled: 180,
          width: { low: 48, middle: 62, high: 120 },
          hours: Array.from({ length: 24 }, (_, hour) => ({ hour, sightings: hour > 5 ? (hour * 7) % 19 : 1, settled: hour > 5 ? Math.max(0, ((hour * 7) % 19) - (hour > 17 ? 5 : 1)) : 0, confidence: 0.95 })),
          advice: [{ code: "narrow", values: { width: 62 } }, { code: "night", values: { night: 54, day: 93 } }],
          confusions: [{ read: "8", right: "B", times: 3 }],
        } satisfies Survey;
      case "cameras/read":
        return {
          picture: picture("KT47RMB", false),
          plates: [{ text: "KT47RMB", confidence: 0.97, box: [820, 610, 1010, 668], whom: { kind: "vehicle", vehicle_id: "v1", name: "Family car" } }],
        } satisfies ReadNow;
      case "cameras/try": {
        const { entity_id, url = "rtsp://192.168.1.20" } = message["camera"] as { entity_id?: string; url?: string };
        if (url.endsWith("/none")) {
          return { address: url, picture: null, frame_size: null, problem: "The camera answers, but has no stream of this name." } satisfies CameraTrial;
        }
        return { address: entity_id ? "rtsp://192.168.1.20" : url, picture: picture("KT47RMB", false), frame_size: [1920, 1080], problem: null } satisfies CameraTrial;
      }
      case "privacy/get":
        return {
          storage: { sightings: 1234, pictures: 980, bytes: 2_361_000_000, picture_bytes: 2_300_000_000, database_bytes: 61_000_000, left_bytes: 18_200_000_000, oldest: this.ago(30 * DAY), known_days: 30, unknown_days: 7, picture_days: 7 },
          show_plates: true,
          users: [
            { user_id: "u1", name: "Ada", admin: true, rights: [...RIGHTS] },
            { user_id: "u2", name: "Grandma", admin: false, rights: ["live", "history"] },
          ],
          leaks: [
            { place: "states", active: true }, { place: "recorder", active: true },
            { place: "traces", active: false }, { place: "backups", active: true },
          ],
        } satisfies Privacy;
      case "privacy/audits":
        return {
          audits: this.audits ?? [
            { sequence: 9, action: "looked", who: "Ada", reason: "Opened in the panel", scope: [], sighting_id: this.sightings[0]?.sighting_id ?? null, count: null, at: this.ago(60_000) },
            { sequence: 8, action: "searched", who: "Grandma", reason: "Searched in the panel", scope: ["part of the plate: KT"], sighting_id: null, count: null, at: this.ago(HOUR) },
            { sequence: 7, action: "erased", who: "Ada", reason: "A neighbor asked", scope: [], sighting_id: null, count: 3, at: this.ago(DAY) },
          ],
          next: null, intact: true,
        } satisfies AuditPage;
      default:
        return undefined;
    }
  }

  private one(sighting_id: string): Sighting {
    const found = this.sightings.find((one) => one.sighting_id === sighting_id);
    if (!found) throw new Error("This sighting is not kept any more.");
    return found;
  }

  private detail(sighting_id: string): SightingDetail {
    const sighting = this.one(sighting_id);
    const chars: Char[] = [...sighting.text].map((char, index) => ({
      char, confidence: index === 2 ? 0.83 : 0.99,
      alternatives: index === 2 ? [[char, 0.83], ["1", 0.14], ["", 0.02]] : [[char, 0.99]],
    }));
    return {
      ...sighting, chars, second_opinion: "agrees", rigid_motion: 0.92, at_start: false, moved: 2.4,
      growth: 1.8, decisions: this.decisions.filter((one) => one.sighting_id === sighting_id),
    };
  }

  private plate(text: string): PlateView {
    const found = this.found({ text });
    const { days, hours } = this.summary(found);
    return {
      text, whom: found[0]?.whom ?? null, count: found.length, pictures: found.length,
      first_seen: found.at(-1)?.first_seen ?? null, last_seen: found[0]?.last_seen ?? null,
      cameras: [], days, hours, decisions: 4,
      near: [{ text: `${text.slice(0, -1)}8`, whom: null, count: 6 }], sightings: found.slice(0, 8),
    };
  }

  private preview(typed: string): PlatePreview {
    const plate = typed.toUpperCase().replace(/[^A-Z0-9]/g, "");
    if (plate.length < 2) {
      return { typed, plate: null, problem: "A plate has 2 to 16 letters and digits.", countries: [], seen: 0, near: [] };
    }
    const near = plate === "KT47RM8" ? [{ text: "KT47RMB", whom: "Family car", count: null }] : [];
    return { typed, plate, problem: null, countries: ["GB"], seen: this.found({ text: plate }).length, near };
  }
}

/** A drawing of a car, or of its plate alone. */
function picture(text: string, crop: boolean): string {
  const plate = `<rect x="40" y="62" width="40" height="11" rx="1.5" fill="#fff"/><text x="60" y="71" font-size="8" font-family="monospace" font-weight="700" text-anchor="middle">${text}</text>`;
  const car = `<rect width="120" height="100" fill="#7d8a94"/><rect y="68" width="120" height="32" fill="#5b6369"/><path d="M22 72V52l12-20h52l12 20v20z" fill="#27465e"/><path d="M36 48l7-12h34l7 12z" fill="#a9c6d8"/><circle cx="34" cy="76" r="8" fill="#111"/><circle cx="86" cy="76" r="8" fill="#111"/>`;
  const view = crop ? "40 62 40 11" : "0 4 120 75";
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}">${car}${plate}</svg>`)}`;
}
