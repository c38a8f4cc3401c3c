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

/**
 * Files that could not be read, each named once: a reason may begin with the name as well.
 * @param {{source: string, reason: string}[]} problems
 */
export function unread(problems) {
  return problems.map(({ source, reason }) => {
    const name = `${source.split("/").at(-1)}: `;
    const why = reason.startsWith(name) ? reason.slice(name.length) : reason;
    return h("li", { dir: "auto" }, h("strong", {}, source), `: ${why}`);
  });
}
