import type { Hass } from "../ha";
import type {
  AuditPage, CameraForm, CameraSettings, CameraSource, CameraTrial, Decision, DoorForm, Erasure, Filter, ImportPreview,
  Mode, Overview, PassForm, PlatePreview, PlateView, Policy, Polygon, Privacy, ReadNow, Receipt, Right, ShadowReport,
  SightingDetail, SightingPage, Summary, Survey, VehicleForm,
} from "./types";

/** The commands of the integration. Each rejects with Home Assistant's error. */
export class Api {
  constructor(
    private readonly hass: () => Hass,
    readonly entryId?: string,
  ) {}

  watch(told: (overview: Overview) => void): Promise<() => Promise<void> | void> {
    const message = { type: "placa/watch", ...this.entry };
    return this.hass().connection.subscribeMessage(told, message);
  }

  sightings(filter: Filter, limit: number, before?: string | null): Promise<SightingPage> {
    return this.ask("sightings/list", { filter, limit, ...(before ? { before } : {}) });
  }

  summary(filter: Filter): Promise<Summary> {
    return this.ask("sightings/summary", { filter });
  }

  sighting(sighting_id: string): Promise<SightingDetail> {
    return this.ask("sightings/get", { sighting_id });
  }

  correct(sighting_id: string, text: string): Promise<SightingDetail> {
    return this.ask("sightings/correct", { sighting_id, text });
  }

  eraseSighting(sighting_id: string, reason: string): Promise<void> {
    return this.ask("sightings/erase", { sighting_id, reason });
  }

  exportSightings(filter: Filter, format: string, reason: string): Promise<{ path: string }> {
    return this.ask("sightings/export", { filter, format, reason });
  }

  plate(text: string): Promise<PlateView> {
    return this.ask("plates/get", { text });
  }

  eraseCount(text: string): Promise<Erasure> {
    return this.ask("plates/erasure", { text });
  }

  erasePlate(text: string, reason: string): Promise<Receipt> {
    return this.ask("plates/erase", { text, reason });
  }

  preview(plates: string[], vehicle_id?: string): Promise<{ plates: PlatePreview[] }> {
    return this.ask("vehicles/preview", { plates, ...(vehicle_id ? { vehicle_id } : {}) });
  }

  saveVehicle(vehicle: VehicleForm, allow_alike = false): Promise<{ vehicle_id: string }> {
    return this.ask("vehicles/save", { vehicle, allow_alike });
  }

  removeVehicle(vehicle_id: string): Promise<void> {
    return this.ask("vehicles/remove", { vehicle_id });
  }

  importVehicles(table: string, dry_run: boolean, allow_alike = false): Promise<ImportPreview> {
    return this.ask("vehicles/import", { table, dry_run, allow_alike });
  }

  exportVehicles(): Promise<{ table: string }> {
    return this.ask("vehicles/export", {});
  }

  createPass(pass: PassForm, allow_alike = false): Promise<{ pass_id: string }> {
    return this.ask("passes/create", { pass, allow_alike });
  }

  removePass(pass_id: string): Promise<void> {
    return this.ask("passes/remove", { pass_id });
  }

  decisions(door_id: string, before?: number): Promise<{ decisions: Decision[]; next: number | null }> {
    return this.ask("doors/decisions", { door_id, ...(before ? { before } : {}) });
  }

  report(door_id: string): Promise<ShadowReport> {
    return this.ask("doors/report", { door_id });
  }

  setMode(door_id: string, mode: Mode): Promise<void> {
    return this.ask("doors/mode", { door_id, mode });
  }

  setPolicy(door_id: string, policy: Partial<Policy>): Promise<void> {
    return this.ask("doors/policy", { door_id, policy });
  }

  setAccess(door_id: string, every_vehicle: boolean, vehicles: string[]): Promise<void> {
    return this.ask("doors/access", { door_id, every_vehicle, vehicles });
  }

  confirm(door_id: string, open: boolean): Promise<void> {
    return this.ask("doors/confirm", { door_id, open });
  }

  addDoor(door: DoorForm): Promise<{ door_id: string }> {
    return this.ask("doors/add", { door });
  }

  tryCamera(camera: CameraSource): Promise<CameraTrial> {
    return this.ask("cameras/try", { camera });
  }

  addCamera(camera: CameraForm): Promise<{ camera_id: string }> {
    return this.ask("cameras/add", { camera });
  }

  camera(camera_id: string): Promise<CameraSettings> {
    return this.ask("cameras/get", { camera_id });
  }

  readNow(camera_id: string): Promise<ReadNow> {
    return this.ask("cameras/read", { camera_id });
  }

  saveAreas(
    camera_id: string,
    zones: { name: string; polygon: Polygon }[],
    masks: Polygon[],
  ): Promise<void> {
    return this.ask("cameras/areas", { camera_id, zones, masks });
  }

  detect(camera_id: string, on: boolean): Promise<void> {
    return this.ask("cameras/detect", { camera_id, on });
  }

  survey(camera_id: string): Promise<Survey> {
    return this.ask("cameras/survey", { camera_id });
  }

  audits(before?: number): Promise<AuditPage> {
    return this.ask("privacy/audits", before ? { before } : {});
  }

  privacy(): Promise<Privacy> {
    return this.ask("privacy/get", {});
  }

  setRights(user_id: string, rights: Right[]): Promise<void> {
    return this.ask("privacy/rights", { user_id, rights });
  }

  private get entry(): { entry_id?: string } {
    return this.entryId ? { entry_id: this.entryId } : {};
  }

  private ask<Answer>(command: string, fields: object): Promise<Answer> {
    return this.hass().callWS<Answer>({ type: `placa/${command}`, ...this.entry, ...fields });
  }
}
