import { beforeEach, describe, expect, it, vi } from "vitest";

import { Household } from "./fake_hass";
import { renewLinks } from "../src/components/picture";
import { appOf, enter, find, press, settled, show, textOf, type Told, type } from "./support";
import "../src/panel";
import type { PlacaElement } from "../src/element";
import type { Hass } from "../src/ha";

let house: Household;
let told: Told[];

beforeEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, "", "/placa/now");
  house = Household.lively(Date.parse("2026-11-30T17:20:00Z"), 60);
  told = [];
});

describe("Now", () => {
  it("shows who is home, what doors decided and why they stayed shut", async () => {
    const text = textOf(await show("placa-now", appOf(house)));
    expect(text).toContain("Family car");
    expect(text).toContain("Home");
    expect(text).toContain("Stayed shut for Family car – too few frames agree (2 of at least 3)");
    expect(text).toContain("No new pictures");
  });

  it("shows a car while it comes, and how sure its reading is", async () => {
    house.live = [{ ...house.sightings[0]!, state: "live", confidence: 0.41 }];
    const now = await show("placa-now", appOf(house));
    expect(textOf(now)).toContain("A car is in view");
    expect(find(now, "[role=meter]")[0]!.getAttribute("aria-valuenow")).toBe("41");
    house.live = [{ ...house.live[0]!, confidence: 0.98 }];
    now.app = appOf(house);
    await settled(now);
    expect(find(now, "[role=meter]")[0]!.getAttribute("aria-valuenow")).toBe("98");
  });

  it("lets only those confirm who may", async () => {
    house.doors[0] = { ...house.doors[0]!, waiting: { whom: "Van", since: house.ago(5000) } };
    const now = await show("placa-now", appOf(house));
    press(now, "Open Garage");
    await settled(now);
    expect(house.of("doors/confirm")[0]).toMatchObject({ door_id: "d1", open: true });
    house.rights = ["live"];
    now.app = appOf(house);
    await settled(now);
    expect(() => press(now, "Open Garage")).toThrow();
  });
});

describe("Now, for guests", () => {
  it("makes a pass until five in the afternoon with two presses and the Enter key", async () => {
    const now = await show("placa-now", appOf(house));
    press(now, "Guest pass");
    await settled(now);
    const form = find<PlacaElement>(now, "placa-pass-form")[0]!;
    press(form, "17:00");
    const plate = find<HTMLInputElement>(form, "input")[0]!;
    type(plate, "PL10 MBR");
    await settled(form);
    enter(plate);
    await settled(form);
    const made = house.of("passes/create")[0]!["pass"] as { plates: string[]; expires: string };
    expect(made.plates).toEqual(["PL10 MBR"]);
    expect(new Date(made.expires).getHours()).toBe(17);
  });

  it("offers no pass to those who may not make one", async () => {
    house.rights = ["live", "history"];
    const now = await show("placa-now", appOf(house));
    expect(() => press(now, "Guest pass")).toThrow("no button says");
  });
});

describe("History", () => {
  const open = (filter = {}) => show("placa-history", appOf(house, { view: "history", filter }, told));

  it("tells how many sightings there are and lists them by day", async () => {
    const text = textOf(await open());
    expect(text).toContain("60 sightings");
    expect(text).toContain("Monday, November 30");
  });

  it("asks for what stands in the address", async () => {
    await open({ text: "KT", who: "known", verdict: "refused" });
    expect(house.of("sightings/list")[0]!["filter"]).toEqual({ text: "KT", who: "known", verdict: "refused" });
  });

  it("keeps what is searched for behind the #, where no server sees it", async () => {
    vi.useFakeTimers();
    const view = await (async () => {
      const shown = open();
      await vi.runAllTimersAsync();
      return shown;
    })();
    type(find<HTMLInputElement>(view, "input[type=search]")[0]!, "KT47");
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(location.pathname).toBe("/placa/history");
    expect(location.hash).toBe("#text=KT47");
  });

  it("narrows to a day, and again to all", async () => {
    const view = await open();
    const day = find(view, "placa-ribbon")[0]!;
    day.dispatchEvent(new CustomEvent("bar", { detail: "2026-11-29" }));
    expect(location.hash).toBe("#day=2026-11-29");
    view.app = appOf(house, { view: "history", filter: { day: "2026-11-29" } });
    await settled(view);
    press(view, "Remove the filter Sunday");
    expect(location.hash).toBe("");
  });

  it("shows yesterday, and then one of its hours", async () => {
    vi.useFakeTimers({ now: house.now, toFake: ["Date"] });
    const view = await open();
    press(view, "Yesterday");
    expect(location.hash).toBe("#day=2026-11-29");
    view.app = appOf(house, { view: "history", filter: { day: "2026-11-29" } });
    await settled(view);
    const hours = find<PlacaElement>(view, "placa-ribbon")[1]!;
    press(hours, "15:");
    expect(new URLSearchParams(location.hash.slice(1)).get("hours")).toBe("15");
    vi.useRealTimers();
  });

  it("knows where the last month began and ended", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-15T10:00:00Z"), toFake: ["Date"] });
    const view = await open();
    press(view, "Last month");
    const asked = new URLSearchParams(location.hash.slice(1));
    expect([asked.get("since"), asked.get("until")]).toEqual(["2025-12-01T00:00:00", "2026-01-01T00:00:00"]);
    view.app = appOf(house, { view: "history", filter: Object.fromEntries(asked) });
    await settled(view);
    expect(textOf(view)).toContain("Dec 1 – Dec 31");
    press(view, "Last month");
    expect(location.hash).toBe("");
    vi.useRealTimers();
  });

  it("loads more only when there is more", async () => {
    house = Household.lively(house.now, 250);
    const view = await open();
    const list = find(view, "placa-virtual")[0]!;
    list.dispatchEvent(new CustomEvent("near-end"));
    await settled(view);
    list.dispatchEvent(new CustomEvent("near-end"));
    await settled(view);
    list.dispatchEvent(new CustomEvent("near-end"));
    await settled(view);
    const asked = house.of("sightings/list").map((one) => one["before"]);
    expect(asked.length).toBe(3);
    expect(new Set(asked).size).toBe(3);
  });

  it("exports only with a purpose", async () => {
    const view = await open({ camera_id: "driveway" });
    press(view, "Export");
    await settled(view);
    const dialog = find<PlacaElement>(view, "placa-export")[0]!;
    expect(() => press(dialog, "Export")).toThrow("cannot be pressed");
    type(find<HTMLInputElement>(dialog, "input:not([type=radio])")[0]!, "For the insurance");
    await settled(dialog);
    press(dialog, "Export");
    await settled(dialog);
    expect(house.of("sightings/export")[0]).toMatchObject({
      filter: { camera_id: "driveway" }, format: "csv", reason: "For the insurance",
    });
  });

  it("offers no search to those who may not", async () => {
    house.rights = ["history"];
    const view = await open();
    expect(find<HTMLInputElement>(view, "input[type=search]")[0]!.disabled).toBe(true);
    expect(() => press(view, "Export")).toThrow();
  });

  it("says what went wrong, and tries again", async () => {
    house.refusals.set("placa/sightings/list", new Error("The engine does not answer."));
    const view = await open();
    expect(textOf(view)).toContain("The engine does not answer.");
    house.refusals.clear();
    press(view, "Try again");
    await settled(view);
    expect(textOf(view)).toContain("60 sightings");
  });
});

describe("A sighting", () => {
  const open = (sighting_id: string) =>
    show("placa-sighting", appOf(house, { view: "sighting", what: sighting_id }, told));
  const refused = () => house.sightings.find((one) => one.verdicts[0]?.verdict === "refused")!;
  const stranger = () => house.sightings.find((one) => one.whom === null)!;

  it("tells all reasons against at once, and those that held on demand", async () => {
    const view = await open(refused().sighting_id);
    expect(textOf(view)).toContain("Too few frames agree (2 of at least 3).");
    expect(textOf(view)).toContain("the door opens only for approaching");
    expect(textOf(view)).not.toContain("The door is closed.");
    press(view, "3 more conditions held");
    await settled(view);
    expect(textOf(view)).toContain("The door is closed.");
  });

  it("shows each character with how sure it is and what else it could be", async () => {
    const text = textOf(await open(stranger().sighting_id));
    expect(text).toContain("83%");
    expect(text).toContain("1 14%");
    expect(text).toContain("none 2%");
  });

  it("never lets a stranger in by being added: the form says what will open, and asks", async () => {
    const view = await open(stranger().sighting_id);
    press(view, "Add as a vehicle");
    await settled(view);
    const form = find<PlacaElement>(view, "placa-vehicle-form")[0]!;
    type(find<HTMLInputElement>(form, "#name")[0]!, "Neighbor");
    await settled(form);
    expect(textOf(form)).toContain("Will open: Gate.");
    expect(() => press(form, "Save")).toThrow("cannot be pressed");
    const sure = find<HTMLInputElement>(form, "label.note input")[0]!;
    sure.checked = true;
    sure.dispatchEvent(new Event("change"));
    await settled(form);
    press(form, "Save");
    await settled(form);
    expect(house.of("vehicles/save")[0]!["vehicle"]).toMatchObject({
      name: "Neighbor", plates: [stranger().text], doors: [],
    });
  });

  it("corrects a misread text and tells what was read", async () => {
    const { sighting_id, text } = stranger();
    const view = await open(sighting_id);
    press(view, "This was misread");
    await settled(view);
    type(find<HTMLInputElement>(view, "placa-dialog input")[0]!, "PL09XYS");
    await settled(view);
    press(view, "Correct it");
    await settled(view);
    expect(textOf(view)).toContain(`The camera read ${text}.`);
    expect(told).toEqual([{ text: "Corrected.", failed: false }]);
  });

  it("erases only with a reason", async () => {
    const { sighting_id } = stranger();
    const view = await open(sighting_id);
    press(view, "Erase this");
    await settled(view);
    const dialog = find<PlacaElement>(view, "placa-erase")[0]!;
    type(find<HTMLInputElement>(dialog, "input")[0]!, "Asked for");
    await settled(dialog);
    press(dialog, "Erase");
    await settled(dialog);
    expect(house.of("sightings/erase")[0]).toMatchObject({ sighting_id, reason: "Asked for" });
    expect(location.pathname).toBe("/placa/history");
  });
});

describe("A plate", () => {
  it("says what would be erased before it is", async () => {
    const view = await show("placa-plate-view", appOf(house, { view: "plate", what: "KT47RMB" }));
    const count = house.sightings.filter((one) => one.text === "KT47RMB").length;
    press(view, "Erase this plate");
    await settled(view);
    expect(textOf(view)).toContain(`This would erase ${count} sightings and ${2 * count} pictures.`);
    expect(house.of("plates/erase")).toEqual([]);
  });
});

describe("Doors", () => {
  const open = (door_id: string) => show("placa-doors", appOf(house, { view: "doors", what: door_id }, told));

  it("tells in words what a door in shadow would have done", async () => {
    const text = textOf(await open("d2"));
    expect(text).toContain("In 9 days it would have opened 23 times, for 3 cars.");
    expect(text).toContain("For Family car (14), Van (7), and Plumber (2), never for anyone else.");
    expect(text).toContain("2 arrivals would have been missed: see why");
  });

  it("tells an hour in shadow as an hour", async () => {
    house.shadowSince = new Date(Date.now() - 80 * 60_000).toISOString();
    expect(textOf(await open("d2"))).toContain("In 1 hour it would have opened");
    house.shadowSince = new Date(Date.now() - 20.5 * 60_000).toISOString();
    expect(textOf(await open("d2"))).toContain("In 20 minutes it would have opened");
  });

  it("is armed only after a warning", async () => {
    const view = await open("d2");
    press(view, "Arm Gate");
    await settled(view);
    expect(house.of("doors/mode")).toEqual([]);
    expect(textOf(view)).toContain("A plate can be copied.");
    const dialog = find(view, "placa-dialog")[0]!;
    dialog.querySelector<HTMLButtonElement>("button.main")!.click();
    await settled(view);
    expect(house.of("doors/mode")[0]).toMatchObject({ door_id: "d2", mode: "armed" });
  });

  it("says its policy as sentences with switches", async () => {
    const view = await open("d1");
    const moves = find<HTMLLabelElement>(view, "label.sentence").find((one) => textOf(one).startsWith("The car arrives and moves."))!;
    const input = moves.querySelector("input")!;
    expect(input.checked).toBe(true);
    input.checked = false;
    input.dispatchEvent(new Event("change"));
    await settled(view);
    expect(house.of("doors/policy")[0]).toMatchObject({ door_id: "d1", policy: { require_movement: false } });
  });

  it("opens for every vehicle only after a warning, and that can be taken back", async () => {
    const view = await open("d2");
    press(view, "Change");
    await settled(view);
    const form = find<PlacaElement>(view, "placa-access-form")[0]!;
    expect(textOf(form)).toContain("Whoever is added as a vehicle can open it at once.");
    const [only, car, van] = find<HTMLInputElement>(form, "input");
    only!.checked = true;
    only!.dispatchEvent(new Event("change"));
    await settled(form);
    expect(textOf(form)).not.toContain("Whoever is added");
    expect([car!.checked, van!.checked]).toEqual([true, true]);
    van!.checked = false;
    van!.dispatchEvent(new Event("change"));
    await settled(form);
    press(form, "Save");
    await settled(form);
    expect(house.of("doors/access")[0]).toMatchObject({ door_id: "d2", every_vehicle: false, vehicles: ["v1"] });
  });

  it("says so where a door would open for nobody", async () => {
    house.doors[0] = { ...house.doors[0]!, vehicles: [] };
    const view = await open("d1");
    press(view, "Change");
    await settled(view);
    expect(textOf(find(view, "placa-access-form")[0]!)).toContain("opens for nobody but guests");
  });

  it("warns where two doors open the same thing", async () => {
    house.doors[1] = { ...house.doors[1]!, entity_id: "cover.garage" };
    expect(textOf(await open("d1"))).toContain("Another door opens the same thing: Gate.");
  });
});

describe("Zones", () => {
  it("are shaped by keyboard", async () => {
    const changed = vi.fn();
    const areas = await show<PlacaElement>("placa-areas", appOf(house), {
      areas: { zones: [{ name: "Drive", polygon: [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]] }], masks: [] },
    });
    areas.addEventListener("areas", (event) => changed((event as CustomEvent).detail));
    find(areas, ".area")[0]!.dispatchEvent(new Event("focusin"));
    await settled(areas);
    const corner = find(areas, "button.corner")[0]!;
    expect(corner.getAttribute("aria-label")).toBe("Corner 1, at 20 and 20 percent");
    corner.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    expect(changed.mock.lastCall![0].zones[0].polygon[0]).toEqual([0.21, 0.2]);
    corner.dispatchEvent(new KeyboardEvent("keydown", { key: "+" }));
    expect(changed.mock.lastCall![0].zones[0].polygon).toHaveLength(4);
    await settled(areas);
    find(areas, "button.corner")[1]!.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete" }));
    expect(changed.mock.lastCall![0].zones[0].polygon).toHaveLength(3);
  });
});

describe("Cameras", () => {
  it("reads the picture of this moment, and says whose plate it is", async () => {
    const view = await show("placa-cameras", appOf(house, { view: "cameras" }));
    press(view, "Read this picture now");
    await settled(view);
    expect(house.of("cameras/read")[0]).toMatchObject({ camera_id: "driveway" });
    expect(textOf(find(view, ".readout")[0]!)).toContain("1 plate was read KT47RMB Family car 97% sure");
  });

  it("tells of characters that were corrected again and again, and applies nothing", async () => {
    const view = await show("placa-cameras", appOf(house, { view: "cameras" }));
    const text = textOf(view);
    expect(text).toContain("8 was read instead of B (3 times)");
    expect(text).toContain("doors learn nothing from it");
  });

  it("tells how wide plates are, most of them too, and how sure each hour is", async () => {
    const view = await show("placa-cameras", appOf(house, { view: "cameras" }));
    expect(textOf(view)).toMatch(/Width of the plates\s?62 pixels\s?most from 48 to 120/);
    const hours = find(view, ".hours > div").map((hour) => hour.title);
    expect(hours.some((title) => /read for sure, \d+% sure$/.test(title))).toBe(true);
  });
});

describe("Privacy", () => {
  it("puts looks that were the same into one line", async () => {
    const look = { action: "looked", who: "Ada", reason: "panel", scope: [], sighting_id: null, count: null, at: house.ago(0) };
    house.audits = [{ ...look, sequence: 9 }, { ...look, sequence: 8 }, { ...look, sequence: 7, who: "Grandma" }];
    const view = await show("placa-privacy", appOf(house));
    const lines = find(view, ".entry").map((one) => textOf(one));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("Ada looked 2 times");
    expect(lines[0]).toContain("in the panel");
  });

  it("tells who looked by name, and whether the record is whole", async () => {
    const text = textOf(await show("placa-privacy", appOf(house)));
    expect(text).toContain("Grandma searched");
    expect(text).toContain("A neighbor asked");
    expect(text).toContain("Chain verified");
  });

  it("gives and takes rights", async () => {
    const view = await show("placa-privacy", appOf(house));
    const box = find<HTMLInputElement>(view, 'input[aria-label="Grandma: See strangers"]')[0]!;
    box.checked = true;
    box.dispatchEvent(new Event("change"));
    await settled(view);
    expect(house.of("privacy/rights")[0]).toMatchObject({ user_id: "u2", rights: ["live", "history", "strangers"] });
  });

  it("is closed to everybody else", async () => {
    house.admin = false;
    expect(textOf(await show("placa-privacy", appOf(house)))).toBe("Only administrators see this page.");
    expect(house.of("privacy/get")).toEqual([]);
  });
});

describe("What is kept", () => {
  it("tells what it takes on disk and what is left, and how long that lasts", async () => {
    const text = textOf(await show("placa-privacy", appOf(house)));
    expect(text).toContain("On disk 2.4 GB 2.3 GB pictures, 61 MB database");
    expect(text).toContain("Left on the disk 18 GB");
  });
});

describe("Adding a camera", () => {
  it("shows what it sends, with the address, as soon as it is chosen", async () => {
    const form = await show<PlacaElement>("placa-camera-form", appOf(house));
    const select = find<HTMLSelectElement>(form, "select")[0]!;
    select.value = "camera.yard";
    select.dispatchEvent(new Event("change"));
    await settled(form);
    expect(house.of("cameras/try")[0]!["camera"]).toEqual({ entity_id: "camera.yard" });
    expect(textOf(form)).toContain("What the camera sends 1920 × 1080");
    expect(textOf(form)).toContain("Asked at rtsp://192.168.1.20");
    expect(find(form, "img[alt='What the camera sends']")).toHaveLength(1);
  });

  it("says why no picture comes, and forgets that when the address changes", async () => {
    const form = await show<PlacaElement>("placa-camera-form", appOf(house));
    press(form, "By its address");
    await settled(form);
    const url = find<HTMLInputElement>(form, "input[type=url]")[0]!;
    type(url, "rtsp://192.168.1.20/none");
    await settled(form);
    press(form, "Show its picture");
    await settled(form);
    expect(textOf(form)).toContain("The camera answers, but has no stream of this name.Asked at rtsp://192.168.1.20/none");
    type(url, "rtsp://192.168.1.20/main");
    await settled(form);
    expect(textOf(form)).not.toContain("Asked at");
    expect(house.of("cameras/add")).toEqual([]);
  });
});

describe("An empty Placa", () => {
  it("leads by the hand: camera, car, door", async () => {
    house = new Household();
    const view = await show("placa-first-run", appOf(house));
    expect(textOf(view)).toContain("Three steps");
    expect(find(view, "li.next")).toHaveLength(1);
    press(view, "Add camera");
    await settled(view);
    expect(find(view, "placa-camera-form")).toHaveLength(1);
    house.cameras = [house.camera("driveway", "Driveway")];
    house.vehicles = [house.vehicle("v1", "Car", ["AB12CDE"])];
    const next = await show("placa-first-run", appOf(house));
    press(next, "Add door");
    await settled(next);
    expect(textOf(next)).toContain("It begins in shadow");
  });

  it("never makes two doors for one cover", async () => {
    const form = await show<PlacaElement>("placa-door-form", appOf(house));
    const select = find<HTMLSelectElement>(form, "select")[0]!;
    select.value = "cover.garage";
    select.dispatchEvent(new Event("change"));
    await settled(form);
    expect(textOf(form)).toContain("Garage opens this already.");
    expect(() => press(form, "Add door")).toThrow("cannot be pressed");
  });
});

describe("a picture", () => {
  it("asks once for another link when its own is no longer good", async () => {
    const asked: object[] = [];
    const around = document.createElement("div");
    const hass = {
      callWS: (message: object) => {
        asked.push(message);
        return Promise.resolve({ path: "/api/placa/one/crop.jpg?v=2&authSig=new" });
      },
    } as unknown as Hass;
    renewLinks(around, () => hass);
    const picture = document.createElement("placa-picture") as PlacaElement & { path: string };
    picture.path = "/api/placa/one/crop.jpg?v=2&authSig=old";
    around.append(picture);
    document.body.append(around);
    await settled(picture);
    const shown = () => picture.shadowRoot!.querySelector("img")?.getAttribute("src") ?? null;
    picture.shadowRoot!.querySelector("img")!.dispatchEvent(new Event("error"));
    await settled(picture);
    expect(asked).toEqual([{ type: "auth/sign_path", path: "/api/placa/one/crop.jpg?v=2", expires: 600 }]);
    expect(shown()).toContain("authSig=new");
    picture.shadowRoot!.querySelector("img")!.dispatchEvent(new Event("error"));
    await settled(picture);
    expect(asked).toHaveLength(1);
    expect(shown()).toBeNull();
  });
});
