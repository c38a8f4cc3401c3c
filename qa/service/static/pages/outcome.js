/** What an upload or a run of re-indexing did, in words. */
import { h } from "../chat/dom.js";

/** Kinds of problems that have words in the interface's language. */
export const REASONS = [
  "unsupported-format",
  "too-large",
  "empty-document",
  "damaged-document",
  "encrypted-document",
  "no-text-layer",
  "missing-extra",
  "reading-stopped",
  "unfinished",
  "unsafe-path",
  "unreadable-document",
];
const COUNTS = ["added", "updated", "unchanged", "removed"];

/**
 * @param {import("../chat/i18n.js").Translate} t
 * @param {Record<string, any>} report an upload's has no `removed`
 */
export function outcome(t, report) {
  const counts = COUNTS.filter((name) => name in report).map((name) => t(`reindex.${name}`, { n: report[name] }));
  if (report.problems.length) counts.push(t("reindex.unread", { n: report.problems.length }));
  return [t("admin.added"), ...counts].join(" · ");
}

/** Where in a file; of parts only pages have names of ours. */
export function place(t, part) {
  const page = /^page (\d+)$/.exec(part)?.[1];
  return page ? t("reader.page", { n: page }) : part;
}

/**
 * Why a file or a part of one could not be read, in the interface's language, and below it the
 * exact words for whoever asks.
 * @param {string} kind a slug of an error
 * @param {string} exact
 */
export function why(t, kind, exact) {
  if (!REASONS.includes(kind)) return [exact];
  const words = t(`reason.${kind}`);
  if (!exact) return [words];
  return [words, h("details", {}, h("summary", {}, t("upload.exactly")), h("p", { class: "facts", dir: "auto" }, exact))];
}

/**
 * Files that could not be read, each named once: a reason may begin with the name as well.
 * @param {import("../chat/i18n.js").Translate} t
 * @param {{source: string, reason: string, kind?: string, part?: string}[]} problems
 */
export function unread(t, problems) {
  return problems.map(({ source, reason, kind, part }) => {
    const name = `${source.split("/").at(-1)}: `;
    const exact = reason.startsWith(name) ? reason.slice(name.length) : reason;
    const where = [source, part && place(t, part)].filter(Boolean).join(" · ");
    return h("li", { dir: "auto" }, h("strong", {}, where), ": ", ...why(t, kind, exact));
  });
}
