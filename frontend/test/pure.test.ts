import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { offsets, visible } from "../src/components/virtual";
import { Format } from "../src/format";
import { translator } from "../src/i18n";
import { pathOf, placeOf } from "../src/place";

const FOLDER = join(import.meta.dirname, "../src/translations");
const TEXTS: Record<string, Record<string, string>> = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file.slice(0, 2), JSON.parse(readFileSync(join(FOLDER, file), "utf8"))]),
);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

describe("Translations", () => {
  it("are there in five languages", () => {
    expect(Object.keys(TEXTS).sort()).toEqual(["de", "en", "es", "fr", "nl"]);
  });

  for (const [language, texts] of Object.entries(TEXTS)) {
    it(`lack nothing in ${language} and name the same values`, () => {
      expect(Object.keys(texts).sort()).toEqual(Object.keys(TEXTS["en"]!).sort());
      for (const [key, text] of Object.entries(TEXTS["en"]!)) {
        if (key.endsWith(".one")) continue;
        expect([key, placeholders(texts[key]!)]).toEqual([key, placeholders(text)]);
      }
    });
  }

  it("are not English where the language is another one", () => {
    for (const language of ["de", "fr", "es", "nl"]) {
      const same = Object.entries(TEXTS[language]!).filter(([key, text]) => text === TEXTS["en"]![key] && text.split(" ").length > 3);
      expect([language, same]).toEqual([language, []]);
    }
  });

  it("count as the language does", () => {
    const t = translator(TEXTS["en"]!, "en");
    expect(t("count.sightings", { count: 1 })).toBe("1 sighting");
    expect(t("count.sightings", { count: 1234 })).toBe("1,234 sightings");
  });
});

describe("A place in the panel", () => {
  it("comes back from its own path", () => {
    const filter = { text: "KT47", alike: true, hours: [8, 9], weekdays: [0], day: "2026-11-30" };
    const path = pathOf("history", null, filter);
    const [before, hash] = path.split("#");
    expect(placeOf(before!.replace("/placa", ""), `#${hash}`)).toEqual({ view: "history", what: null, filter });
  });

  it("keeps ids and plates out of what servers see", () => {
    expect(pathOf("plate", "KT47RMB")).toBe("/placa/plate#id=KT47RMB");
  });

  it("is the first one where nobody knows the path", () => {
    expect(placeOf("/nowhere", "").view).toBe("now");
    expect(placeOf("", "").view).toBe("now");
  });
});

describe("A long list", () => {
  it("shows only what can be seen", () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ key: String(index), height: index % 10 ? 86 : 46 }));
    const begins = offsets(rows);
    expect(begins).toHaveLength(10_001);
    const [first, end] = visible(begins, 400_000, 401_000);
    expect(begins[first]).toBeLessThanOrEqual(400_000);
    expect(begins[end]).toBeGreaterThanOrEqual(401_000);
    expect(end - first).toBeLessThan(16);
    expect(visible(begins, -500, 100)).toEqual([0, 2]);
    expect(visible(begins, 1e9, 2e9)[1]).toBe(10_000);
  });
});

describe("Times", () => {
  const format = new Format({ language: "en", timeZone: "Europe/Berlin", hour12: false });

  it("are those of Home Assistant's time zone", () => {
    expect(format.dayOf("2026-11-30T23:30:00Z")).toBe("2026-12-01");
    expect(format.time("2026-11-30T23:30:00Z")).toBe("00:30");
    expect(format.localDay("2026-11-30")).toBe("Monday, November 30");
  });

  it("tell how long ago something was", () => {
    const now = Date.parse("2026-11-30T12:00:00Z");
    expect(format.ago("2026-11-30T11:59:40Z", now)).toBe("now");
    expect(format.ago("2026-11-30T11:55:00Z", now)).toBe("5 minutes ago");
    expect(format.ago("2026-11-29T11:00:00Z", now)).toBe("yesterday");
  });

  it("begin the week with Monday", () => {
    expect(format.weekdays("long")[0]).toBe("Monday");
  });
});
