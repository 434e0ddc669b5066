import {
  mdiAccountClock, mdiAlertCircleOutline, mdiArrowDown, mdiArrowLeft, mdiArrowRight, mdiArrowUp,
  mdiCameraOutline, mdiCar, mdiCarOff, mdiCheck, mdiCheckCircleOutline, mdiChevronRight, mdiClose,
  mdiCloseCircleOutline, mdiCog, mdiContentCopy, mdiDelete, mdiDoorOpen, mdiDotsVertical,
  mdiDownload, mdiEye, mdiEyeOff, mdiFilterVariant, mdiFormatListBulleted, mdiGarageVariant,
  mdiGarageOpenVariant, mdiGateOpen, mdiHelpCircleOutline, mdiHistory, mdiHome, mdiHomeExportOutline,
  mdiLockCheckOutline, mdiMagnify, mdiMenu, mdiPause, mdiPencil, mdiPlay, mdiPlus, mdiPrinter,
  mdiShieldLockOutline, mdiTestTube, mdiUpload, mdiVideoOutline, mdiVideoOffOutline,
  mdiViewGridOutline, mdiPower, mdiMinus,
} from "@mdi/js";
import { html, svg, type TemplateResult } from "lit";

const PATHS = {
  guest: mdiAccountClock, alert: mdiAlertCircleOutline, receding: mdiArrowUp,
  approaching: mdiArrowDown, left: mdiArrowLeft, right: mdiArrowRight, back: mdiArrowLeft,
  camera: mdiCameraOutline, car: mdiCar, no_car: mdiCarOff, check: mdiCheck,
  ok: mdiCheckCircleOutline, next: mdiChevronRight, close: mdiClose, failed: mdiCloseCircleOutline,
  settings: mdiCog, copy: mdiContentCopy, erase: mdiDelete, opened: mdiDoorOpen,
  more: mdiDotsVertical, download: mdiDownload, eye: mdiEye, hidden: mdiEyeOff,
  filter: mdiFilterVariant, list: mdiFormatListBulleted, door: mdiGarageVariant,
  granted: mdiGarageOpenVariant, gate: mdiGateOpen, unknown: mdiHelpCircleOutline,
  history: mdiHistory, here: mdiHome, away: mdiHomeExportOutline, armed: mdiLockCheckOutline,
  search: mdiMagnify, menu: mdiMenu, pause: mdiPause, edit: mdiPencil, play: mdiPlay, add: mdiPlus,
  print: mdiPrinter, privacy: mdiShieldLockOutline, shadow: mdiTestTube, upload: mdiUpload,
  video: mdiVideoOutline, no_video: mdiVideoOffOutline, grid: mdiViewGridOutline, off: mdiPower,
  stationary: mdiMinus,
} as const;

export type Icon = keyof typeof PATHS;

/** A picture without words; whoever shows it says what it means. */
export function icon(name: Icon, size = 24): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true">
    ${svg`<path fill="currentColor" d=${PATHS[name]}></path>`}
  </svg>`;
}
