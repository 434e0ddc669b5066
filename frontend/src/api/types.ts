/**
 * What the integration answers to the commands `placa/...`.
 *
 * Times are ISO 8601 in UTC, shares between 0 and 1, boxes [left, top, right, bottom] in
 * pixels of the frame. Paths of pictures are signed and soon expire.
 */

/** What a user may do; an administrator may do everything. */
export type Right =
  | "live"
  | "history"
  | "strangers"
  | "pictures"
  | "search"
  | "household"
  | "arm"
  | "confirm";

export const RIGHTS: readonly Right[] = [
  "live", "history", "strangers", "pictures", "search", "household", "arm", "confirm",
];

export type Verdict = "granted" | "awaiting" | "refused" | "shadow";
export type Mode = "off" | "shadow" | "armed";
export type Direction =
  | "approaching" | "receding" | "left" | "right" | "stationary" | "unknown";

export interface Pictures {
  crop: string;
  vehicle: string;
  frame: string;
}

/** Whose a plate is; null for a stranger's. */
export interface Whom {
  kind: "vehicle" | "guest" | "denied";
  vehicle_id: string;
  name: string;
}

export interface DoorVerdict {
  door_id: string;
  door: string;
  verdict: Verdict;
}

export interface Sighting {
  sighting_id: string;
  camera_id: string;
  camera: string;
  state: "live" | "ended";
  text: string;
  /** What was read before somebody corrected it. */
  read_as: string | null;
  confidence: number;
  margin: number;
  frames: number;
  frames_read: number;
  first_seen: string;
  last_seen: string;
  direction: Direction;
  zones: string[];
  /** Where the plate is in the picture, in pixels of a frame of this size; null if unknown. */
  box: [number, number, number, number] | null;
  frame_size: [number, number];
  whom: Whom | null;
  verdicts: DoorVerdict[];
  pictures: Pictures | null;
}

export interface Char {
  char: string;
  confidence: number;
  /** Other readings with their shares; an empty text means no character. */
  alternatives: [string, number][];
}

export interface Reason {
  code: string;
  ok: boolean;
  detail: string;
}

export interface Decision {
  decision_id: string;
  door_id: string;
  door: string;
  verdict: Verdict;
  whom: Whom | null;
  text: string;
  camera: string;
  sighting_id: string;
  decided_at: string;
  summary: string;
  /** Those that failed come first. */
  reasons: Reason[];
}

export interface SightingDetail extends Sighting {
  chars: Char[];
  second_opinion: "none" | "agrees" | "disagrees" | "unsure";
  rigid_motion: number | null;
  at_start: boolean | null;
  moved: number;
  growth: number;
  decisions: Decision[];
}

export interface SightingPage {
  sightings: Sighting[];
  next: string | null;
}

/** How many sightings there are, by local day and by hour of the week (Monday first). */
export interface Summary {
  count: number;
  days: { day: string; count: number }[];
  hours: number[][];
}

/** Which sightings are meant; what is left out does not narrow. */
export interface Filter {
  text?: string;
  alike?: boolean;
  vehicle_id?: string;
  camera_id?: string;
  door_id?: string;
  verdict?: Verdict;
  who?: "known" | "unknown" | "guest" | "denied";
  direction?: Direction;
  day?: string;
  since?: string;
  until?: string;
  hours?: number[];
  weekdays?: number[];
}

export interface CameraView {
  camera_id: string;
  name: string;
  state: "idle" | "connecting" | "streaming" | "stalled" | "failed";
  problem: string | null;
  detection: boolean;
  frozen: boolean;
  fps: number | null;
  frame_size: [number, number] | null;
  zones: string[];
  facing: "out" | "in" | "road" | null;
  /** Whether its settings can be changed here, and not only in the engine's file. */
  changeable: boolean;
  since: string | null;
  latest: Sighting | null;
}

/** A condition of a door's policy that can be switched or set. */
export interface DoorView {
  door_id: string;
  name: string;
  entity_id: string;
  /** The state of the cover or lock itself. */
  state: string;
  mode: Mode;
  cameras: { camera_id: string; name: string }[];
  vehicles: { vehicle_id: string; name: string }[];
  every_vehicle: boolean;
  /** It opens for all vehicles of these groups, too. */
  groups: string[];
  policy: Policy;
  last: { verdict: Verdict; at: string; whom: string | null; because: string | null } | null;
  refusals_today: number;
  /** Somebody waits for a confirmation. */
  waiting: { whom: string; since: string } | null;
  shadow_since: string | null;
}

/** What a door asks for, as far as the panel changes it. */
export interface Policy {
  min_frames: number;
  min_confidence: number;
  min_margin: number;
  accept_alike: boolean;
  second_reader: "off" | "must_not_disagree" | "must_agree";
  require_movement: boolean;
  require_seen_coming: boolean;
  require_rigid_motion: boolean;
  require_closed: boolean;
  require_streaming: boolean;
  once_a_visit: boolean;
  cool_down: number;
  directions: Direction[];
}

export interface VehicleView {
  vehicle_id: string;
  name: string;
  plates: string[];
  group: string | null;
  owner: string | null;
  denied: boolean;
  notes: string;
  doors: { door_id: string; name: string }[];
  whereabouts: "here" | "away" | "unknown";
  since: string | null;
  last_seen: string | null;
  warnings: { kind: "too_alike" | "never_seen" | "asks_more"; detail: string }[];
}

export interface PassView {
  pass_id: string;
  name: string;
  plates: string[];
  expires: string;
  uses: number | null;
  used: number;
  days: string[];
  start: string | null;
  end: string | null;
  doors: { door_id: string; name: string }[];
  problem: "expired" | "used_up" | "out_of_hours" | null;
}

/** Everything the panel shows at once; sent again whenever something changes. */
export interface Overview {
  entry_id: string;
  title: string;
  connected: boolean;
  version: string;
  device: string;
  admin: boolean;
  rights: Right[];
  cameras: CameraView[];
  doors: DoorView[];
  vehicles: VehicleView[];
  passes: PassView[];
  live: Sighting[];
  recent: Sighting[];
}

export interface ShadowReport {
  door_id: string;
  since: string;
  opened: number;
  opened_for: { whom: string; times: number }[];
  refused_for: { code: string; times: number; example: string }[];
  /** Arrivals of vehicles that may enter, which it would have missed; newest first. */
  missed: Decision[];
}

export interface PlateView {
  text: string;
  whom: Whom | null;
  count: number;
  pictures: number;
  first_seen: string | null;
  last_seen: string | null;
  cameras: { camera_id: string; name: string; count: number }[];
  days: { day: string; count: number }[];
  hours: number[][];
  decisions: number;
  near: { text: string; whom: string | null; count: number | null }[];
  sightings: Sighting[];
}

export interface PlatePreview {
  typed: string;
  plate: string | null;
  problem: string | null;
  countries: string[];
  seen: number;
  near: { text: string; whom: string | null; count: number | null }[];
}

export interface VehicleForm {
  vehicle_id?: string;
  name: string;
  plates: string[];
  group?: string;
  owner?: string;
  denied?: boolean;
  notes?: string;
  /** The doors that open for it. */
  doors: string[];
}

export interface PassForm {
  name: string;
  plates: string[];
  expires: string;
  uses?: number;
  doors: string[];
}

/** A camera of Home Assistant, or one by its address. */
export type CameraForm =
  | { entity_id: string; facing: string }
  | { name: string; url: string; username: string; password: string; facing: string };

/** What of a camera must be known to fetch a picture from it. */
export type CameraSource =
  | { entity_id: string }
  | { url: string; username: string; password: string };

/** What a camera sends that is not added yet. */
export interface CameraTrial {
  /** Where the picture was asked for, without secrets. */
  address: string | null;
  /** A data URL. */
  picture: string | null;
  frame_size: [number, number] | null;
  /** Why there is no picture, as a sentence. */
  problem: string | null;
}

export interface DoorForm {
  name: string;
  entity_id: string;
  cameras: string[];
  every_vehicle: boolean;
  vehicles: string[];
}

export interface ImportLine {
  line: number;
  name: string;
  outcome: string;
  reason: string | null;
  plates: string[];
  too_alike: string[];
}

export interface ImportPreview {
  done: boolean;
  lines: ImportLine[];
}

export type Polygon = [number, number][];

export interface CameraSettings {
  camera_id: string;
  name: string;
  host: string | null;
  country: string | null;
  changeable: boolean;
  zones: { name: string; polygon: Polygon }[];
  masks: Polygon[];
  still: string | null;
}

/** How well a camera reads, from what it saw. Widths are pixels. */
export interface Survey {
  camera_id: string;
  since: string;
  sightings: number;
  width: { low: number; middle: number; high: number } | null;
  settled: number;
  hours: { hour: number; sightings: number; settled: number; confidence: number }[];
  advice: { code: string; values: Record<string, number> }[];
  /** Characters that people corrected more than once, often ones first. */
  confusions: { read: string; right: string; times: number }[];
}

/** A picture of a camera as it looks now, and the plates in it; boxes are pixels of it. */
export interface ReadNow {
  /** A data URL. */
  picture: string;
  plates: { text: string; confidence: number; box: [number, number, number, number]; whom: Whom | null }[];
}

export interface AuditView {
  sequence: number;
  action: string;
  who: string | null;
  reason: string;
  scope: string[];
  sighting_id: string | null;
  count: number | null;
  at: string;
}

export interface AuditPage {
  audits: AuditView[];
  next: number | null;
  intact: boolean;
}

export interface Storage {
  sightings: number;
  pictures: number;
  /** What all of it takes on disk, and of that its pictures and its database. */
  bytes: number;
  picture_bytes: number;
  database_bytes: number;
  /** What the disk has left. */
  left_bytes: number;
  oldest: string | null;
  known_days: number;
  unknown_days: number;
  picture_days: number;
}

export interface Privacy {
  storage: Storage | null;
  show_plates: boolean;
  users: { user_id: string; name: string; admin: boolean; rights: Right[] }[];
  leaks: { place: string; active: boolean }[];
}

export interface Erasure {
  sightings: number;
  pictures: number;
}

export interface Receipt extends Erasure {
  done: boolean;
}
