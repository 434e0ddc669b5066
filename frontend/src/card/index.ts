import { define, type Hass } from "../ha";
import { PlacaCard } from "./card";
import { PlacaCardEditor } from "./editor";
import { PlacaDashboard } from "./strategy";

interface Listed {
  type: string;
  name: string;
  description: string;
  preview?: boolean;
  documentationURL: string;
  strategyType?: "dashboard";
  getEntitySuggestion?: (hass: Hass, entity: string) => { config: object } | null;
}

declare global {
  interface Window {
    customCards?: Listed[];
    customStrategies?: Listed[];
  }
}

const DOCUMENTATION = "https://github.com/placa-home/placa";

define("placa-card-editor", PlacaCardEditor);
define("placa-card", PlacaCard);
define("ll-strategy-dashboard-placa", PlacaDashboard);

function list(known: Listed[], one: Listed): Listed[] {
  return known.some((other) => other.type === one.type) ? known : [...known, one];
}

window.customCards ??= [];
window.customCards.splice(0, Infinity, ...list(window.customCards, {
  type: "placa-card",
  name: "Placa",
  description: "License plates as they are seen, a door and why it stayed shut, who is home.",
  preview: true,
  documentationURL: DOCUMENTATION,
  getEntitySuggestion: (hass, entity) =>
    (hass as Hass & { entities?: Record<string, { platform?: string }> }).entities?.[entity]?.platform === "placa"
      ? { config: PlacaCard.getStubConfig() }
      : null,
}));

window.customStrategies ??= [];
window.customStrategies.splice(0, Infinity, ...list(window.customStrategies, {
  type: "placa",
  strategyType: "dashboard",
  name: "Placa",
  description: "What came, your doors and who is home.",
  documentationURL: DOCUMENTATION,
}));
