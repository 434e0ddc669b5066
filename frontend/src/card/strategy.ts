import type { Hass } from "../ha";
import { loadTexts } from "../i18n";
import { overviewNow } from "./watch";

type Card = { type: string } & Record<string, unknown>;

/** A dashboard that fits the household: what came, the doors, who is home. */
export class PlacaDashboard extends HTMLElement {
  static async generate(_config: unknown, hass: Hass): Promise<{ title: string; views: object[] }> {
    const [overview, texts] = await Promise.all([overviewNow(hass), loadTexts(hass.language)]);
    const heading = (text: string): Card => ({ type: "heading", heading: text });
    const doors: Card[] = overview.doors.flatMap((door) => [
      { type: "custom:placa-card", shows: "door", door_id: door.door_id, grid_options: { columns: 12 } },
      { type: "tile", entity: door.entity_id, grid_options: { columns: 12 } },
    ]);
    const vehicles: Card[] = overview.vehicles.map((vehicle) => ({
      type: "custom:placa-card", shows: "vehicle", vehicle_id: vehicle.vehicle_id,
      grid_options: { columns: 12 },
    }));
    const sections = [
      {
        type: "grid",
        column_span: 2,
        cards: [
          heading(texts("card.latest")),
          { type: "custom:placa-card", shows: "latest", count: 8, grid_options: { columns: "full" } },
        ],
      },
      ...(doors.length ? [{ type: "grid", cards: [heading(texts("now.doors")), ...doors] }] : []),
      ...(vehicles.length ? [{ type: "grid", cards: [heading(texts("now.who")), ...vehicles] }] : []),
    ];
    return {
      title: "Placa",
      views: [{ title: "Placa", path: "placa", icon: "mdi:garage-variant", type: "sections", max_columns: 4, sections }],
    };
  }
}
