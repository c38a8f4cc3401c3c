/** Words, plurals and dates of the interface; the server makes `strings.js` of the languages' folders. */
import { CALENDAR, LANGUAGES, STRINGS } from "./strings.js";

/** @typedef {string} Language a code of `LANGUAGES` */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Translate */

/**
 * The first of `tags` (BCP 47: `kk`, `ru-KZ`, …) that the interface speaks, else English.
 * @param {...(string | null | undefined)} tags
 * @returns {Language}
 */
export function pickLanguage(...tags) {
  for (const tag of tags) {
    const primary = tag?.toLowerCase().split("-")[0];
    if (primary && Object.hasOwn(LANGUAGES, primary)) return /** @type {Language} */ (primary);
  }
  return "en";
}

/**
 * @param {Language} language
 * @param {Record<string, any>} [more] words beside the widget's own
 * @returns {Translate} which throws for a key that the catalogue does not have
 */
export function translator(language, more = {}) {
  const rules = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const entry = STRINGS[language][key] ?? more[language]?.[key];
    if (entry === undefined) throw new Error(`no string "${key}" in ${language}`);
    if (typeof entry === "string") return fill(entry, values);
    return fill(entry[rules.select(Number(values.n))] ?? entry.other ?? entry.many, values);
  };
}

/** One pass, so that a value which itself holds `{n}` is left as it is. */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/**
 * An ISO date as a reader of `language` writes it; a year or a month may stand
 * alone, two dates be joined by `/`, and what is no date comes back as it is.
 * @param {string | null | undefined} iso
 * @param {Language} language
 * @param {"" | "asof"} [use] the form that `quote.asof` wants
 */
export function formatDate(iso, language, use = "") {
  const [from, to] = iso?.split("/") ?? [];
  if (to && from.slice(0, 8) === to.slice(0, 8) && to.length === 10) {
    return formatDay(from, language, use, `${Number(from.slice(8))}–${Number(to.slice(8))}`);
  }
  return to ? `${formatDay(from, language, "")} – ${formatDay(to, language, use)}` : formatDay(iso, language, use);
}

/** One date; `days` stands in the place of its day. */
function formatDay(iso, language, use, days = "") {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?$/.exec(iso ?? "");
  if (!parts) return iso ?? "";
  const [, year, number, day] = parts;
  const { months, dates } = CALENDAR[language];
  const month = (months[use] ?? (day ? months.plain : (months.alone ?? months.plain)))[Number(number) - 1];
  const form = !month ? "year" : day ? "full" : "month";
  const template = dates[`${form} ${use}`] ?? dates[form];
  return fill(template, { year, month, day: days || Number(day) });
}

/**
 * A language code from outside as a value of `lang`, or null where it says nothing.
 * @param {unknown} code
 */
export function langTag(code) {
  const known = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(String(code)) && code !== "und";
  return known ? String(code) : null;
}

/**
 * Facts in one line; a short one is not broken.
 * @param {(string | null | undefined)[]} facts
 */
export function joinFacts(facts) {
  const whole = (fact) => (fact.length < 30 ? fact.replaceAll(" ", "\u00a0") : fact);
  return facts.filter(Boolean).map(whole).join(" · ");
}

/**
 * The name of a document's language.
 * @param {Translate} t
 * @param {string} code
 */
export function languageName(t, code) {
  try {
    return t(`language.${code}`);
  } catch {
    // A language that this one has no name for goes by its own.
    return Object.hasOwn(LANGUAGES, code) ? LANGUAGES[code].name : t("language.und");
  }
}
