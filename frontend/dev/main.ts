/** Shows the panel without Home Assistant: `npm run dev`, then /placa/now?dark&rtl&lang=de. */

import "../src/panel";
import type { PlacaPanel } from "../src/panel";
import { Household } from "../test/fake_hass";

const asked = new URLSearchParams(location.search);
document.documentElement.classList.toggle("dark", asked.has("dark"));
document.documentElement.dir = asked.has("rtl") ? "rtl" : "ltr";
const house = asked.has("empty") ? new Household(Date.now()) : Household.lively(Date.now(), Number(asked.get("count") ?? 400));
const panel = document.createElement("placa-panel") as PlacaPanel;
panel.hass = { ...house.hass, language: asked.get("lang") ?? "en" };
const arrange = () => {
  panel.narrow = innerWidth < 870;
  panel.route = { prefix: "/placa", path: location.pathname.replace(/^\/placa/, "") };
};
addEventListener("resize", arrange);
addEventListener("location-changed", arrange);
addEventListener("popstate", arrange);
arrange();
document.body.append(panel);
