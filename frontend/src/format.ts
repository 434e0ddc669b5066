/** Writes times, shares and lists for people, in Home Assistant's language and time zone. */

export interface Locale {
  language: string;
  timeZone: string;
  hour12: boolean | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class Format {
  private readonly formats = new Map<string, Intl.DateTimeFormat>();

  constructor(private readonly locale: Locale) {}

  time(iso: string, seconds = false): string {
    return this.write(`time${seconds}`, iso, {
      hour: "2-digit",
      minute: "2-digit",
      ...(seconds ? { second: "2-digit" as const } : {}),
    });
  }

  /** The time of today, else the day and the time. */
  when(iso: string): string {
    if (this.dayOf(iso) === this.dayOf(new Date().toISOString())) return this.time(iso);
    return this.write("when", iso, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  }

  day(iso: string): string {
    return this.write("day", iso, { weekday: "long", day: "numeric", month: "long" });
  }

  date(iso: string): string {
    return this.write("date", iso, { day: "numeric", month: "short", year: "numeric" });
  }

  moment(iso: string): string {
    return this.write("moment", iso, {
      weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
    });
  }

  /** A local day such as 2026-11-30, written out. */
  localDay(day: string, style: "long" | "short" = "long"): string {
    const parts = day.split("-").map(Number);
    const date = new Date(Date.UTC(parts[0]!, parts[1]! - 1, parts[2]!, 12));
    return new Intl.DateTimeFormat(this.locale.language, {
      timeZone: "UTC",
      ...(style === "long"
        ? { weekday: "long", day: "numeric", month: "long" }
        : { day: "numeric", month: "short" }),
    }).format(date);
  }

  /** The local day of a moment, as 2026-11-30. */
  dayOf(iso: string): string {
    const format = this.format("iso", { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
    return format.format(new Date(iso));
  }

  /** How long ago something was: "5 minutes ago", or its day. */
  ago(iso: string, now = Date.now()): string {
    const gone = Date.parse(iso) - now;
    const relative = new Intl.RelativeTimeFormat(this.locale.language, { numeric: "auto" });
    if (gone > -MINUTE) return relative.format(0, "second");
    if (gone > -HOUR) return relative.format(Math.round(gone / MINUTE), "minute");
    if (gone > -DAY) return relative.format(Math.round(gone / HOUR), "hour");
    if (gone > -7 * DAY) return relative.format(Math.round(gone / DAY), "day");
    return this.date(iso);
  }

  percent(share: number): string {
    return new Intl.NumberFormat(this.locale.language, {
      style: "percent", maximumFractionDigits: share > 0.99 && share < 1 ? 1 : 0,
    }).format(share);
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.locale.language).format(value);
  }

  bytes(count: number): string {
    const units = ["kilobyte", "megabyte", "gigabyte"] as const;
    let value = count / 1000;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return new Intl.NumberFormat(this.locale.language, {
      style: "unit", unit: units[unit]!, maximumFractionDigits: value < 10 ? 1 : 0,
    }).format(value);
  }

  /** A whole number of minutes as minutes, else seconds. */
  duration(seconds: number): string {
    const minutes = seconds / 60;
    const [value, unit] = minutes >= 1 && Number.isInteger(minutes) ? [minutes, "minute"] : [seconds, "second"];
    return new Intl.NumberFormat(this.locale.language, { style: "unit", unit, unitDisplay: "long" }).format(value);
  }

  list(texts: readonly string[]): string {
    return new Intl.ListFormat(this.locale.language, { type: "conjunction" }).format(texts);
  }

  /** Monday to Sunday. */
  weekdays(style: "short" | "long" = "short"): string[] {
    const format = new Intl.DateTimeFormat(this.locale.language, { weekday: style, timeZone: "UTC" });
    return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))));
  }

  hour(hour: number): string {
    return new Intl.DateTimeFormat(this.locale.language, {
      hour: "2-digit", timeZone: "UTC", ...this.clock,
    }).format(new Date(Date.UTC(2024, 0, 1, hour)));
  }

  private get clock(): { hourCycle?: "h12" | "h23" } {
    if (this.locale.hour12 === undefined) return {};
    return { hourCycle: this.locale.hour12 ? "h12" : "h23" };
  }

  private write(name: string, iso: string, options: Intl.DateTimeFormatOptions): string {
    return this.format(name, options).format(new Date(iso));
  }

  private format(
    name: string,
    options: Intl.DateTimeFormatOptions,
    language = this.locale.language,
  ): Intl.DateTimeFormat {
    let format = this.formats.get(name);
    if (!format) {
      format = new Intl.DateTimeFormat(language, {
        timeZone: this.locale.timeZone, ...this.clock, ...options,
      });
      this.formats.set(name, format);
    }
    return format;
  }
}
