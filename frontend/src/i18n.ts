import type en from "./translations/en.json";

/** The name of a text; of one with `.one` and `.other` the part before. */
export type Key = keyof typeof en & string;

type Plural<K> = K extends `${infer Stem}.other` ? Stem : never;
export type TextKey = Key | Plural<Key>;
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

const LANGUAGES: Record<string, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import("./translations/en.json"),
  de: () => import("./translations/de.json"),
  fr: () => import("./translations/fr.json"),
  es: () => import("./translations/es.json"),
  nl: () => import("./translations/nl.json"),
};

/** Load the texts of a language, or English where it is not known. */
export async function loadTexts(language: string): Promise<Translate> {
  const known = language.split("-")[0] ?? "en";
  const spoken = known in LANGUAGES ? known : "en";
  const texts = (await LANGUAGES[spoken]!()).default;
  return translator(texts, spoken);
}

/** Return what translates with these texts; `count` chooses between `.one` and `.other`. */
export function translator(texts: Record<string, string>, language: string): Translate {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    let text = texts[key];
    if (text === undefined && typeof values["count"] === "number") {
      text = texts[`${key}.${plurals.select(values["count"])}`] ?? texts[`${key}.other`];
    }
    return (text ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}
