/** Small pieces that say one thing, shared by all views. */

import { html, nothing, type TemplateResult } from "lit";

import type { CameraView, DoorVerdict, Mode, Sighting, Verdict, Whom } from "../api/types";
import type { App } from "../element";
import { navigate } from "../ha";
import { type Icon, icon } from "../icons";
import { pathOf, type View } from "../place";
import type { Filter } from "../api/types";

const VERDICTS: Record<Verdict, { look: string; icon: Icon }> = {
  granted: { look: "good", icon: "granted" },
  awaiting: { look: "warn", icon: "unknown" },
  refused: { look: "bad", icon: "failed" },
  shadow: { look: "accent", icon: "shadow" },
};

const MODES: Record<Mode, { look: string; icon: Icon }> = {
  armed: { look: "good", icon: "armed" },
  shadow: { look: "accent", icon: "shadow" },
  off: { look: "", icon: "off" },
};

export function verdictChip(app: App, verdict: Verdict, door?: string): TemplateResult {
  const { look, icon: name } = VERDICTS[verdict];
  return html`<span class="chip ${look}">${icon(name, 15)}
    ${door ? app.t(`verdict.door.${verdict}`, { door }) : app.t(`verdict.${verdict}`)}</span>`;
}

/** What doors made of a sighting: the one decision that tells most. */
export function verdictOf(verdicts: readonly DoorVerdict[]): DoorVerdict | null {
  for (const wanted of ["granted", "awaiting", "shadow", "refused"] as const) {
    const found = verdicts.find((one) => one.verdict === wanted);
    if (found) return found;
  }
  return null;
}

export function modeChip(app: App, mode: Mode): TemplateResult {
  const { look, icon: name } = MODES[mode];
  return html`<span class="chip ${look}">${icon(name, 15)} ${app.t(`mode.${mode}`)}</span>`;
}

export function whomChip(app: App, whom: Whom | null): TemplateResult | typeof nothing {
  if (whom === null) return html`<span class="chip">${app.t("whom.unknown")}</span>`;
  if (whom.kind === "vehicle") return nothing;
  return html`<span class="chip ${whom.kind === "denied" ? "bad" : "accent"}"
    >${app.t(`whom.${whom.kind}`)}</span
  >`;
}

export function nameOf(sighting: Sighting): string {
  return sighting.whom?.name ?? sighting.text;
}

/** What a screen reader says of a sighting. */
export function described(app: App, sighting: Sighting): string {
  return app.t("sighting.described", {
    who: nameOf(sighting),
    camera: sighting.camera,
    when: app.format.moment(sighting.first_seen),
  });
}

export function cameraChip(app: App, camera: CameraView): TemplateResult {
  if (!camera.detection) return html`<span class="chip">${icon("pause", 15)} ${app.t("camera.paused")}</span>`;
  if (camera.state === "streaming" && !camera.frozen) {
    return html`<span class="chip good">${icon("video", 15)} ${app.t("camera.streaming")}</span>`;
  }
  const problem = camera.frozen ? "frozen" : camera.problem ?? camera.state;
  const known = [
    "frozen", "unreachable", "unauthorized", "no_such_stream", "login_method", "udp_only", "not_video", "stalled",
    "ended", "bad_url", "connecting", "idle", "failed",
  ] as const;
  const told = known.find((one) => one === problem) ?? "failed";
  const look = told === "connecting" || told === "idle" ? "warn" : "bad";
  return html`<span class="chip ${look}">${icon("no_video", 15)} ${app.t(`camera.${told}`)}</span>`;
}

/** The attributes of a link that stays in the panel; other buttons of the mouse do as ever. */
export function go(view: View, what?: string | null, filter?: Filter) {
  const path = pathOf(view, what, filter);
  return {
    path,
    click(event: MouseEvent): void {
      if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      navigate(path);
    },
  };
}
