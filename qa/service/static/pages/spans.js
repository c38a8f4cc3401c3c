/** Cited spans: read from the address, drawn into a document's paragraphs. */
import { h } from "../chat/dom.js";
import { toUnits } from "../chat/offsets.js";

/** @typedef {{document_id: string, start: number, end: number}} Span code points */

/**
 * `#char=10,40&cited=ID:10,40;ID:5,9` as the current span and all of the answer's.
 * @param {string} hash
 * @param {string} documentId of the page
 * @returns {{current: Span | null, all: Span[]}}
 */
export function readFragment(hash, documentId) {
  const char = /[#&]char=(\d+),(\d+)/.exec(hash);
  const current = char && span(documentId, char[1], char[2]);
  const listed = /[#&]cited=([^&]*)/.exec(hash)?.[1].split(";") ?? [];
  const all = listed.flatMap((one) => {
    const found = /^(.+):(\d+),(\d+)$/.exec(one);
    const id = found && decode(found[1]);
    return id ? [span(id, found[2], found[3])] : [];
  });
  return { current, all: all.length || !current ? all : [current] };
}

const span = (document_id, start, end) => ({ document_id, start: Number(start), end: Number(end) });

export const sameSpan = (a, b) =>
  a.document_id === b.document_id && a.start === b.start && a.end === b.end;

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * A document's text as paragraphs, with the spans marked.
 * @param {string} text
 * @param {{start: number, end: number, kind: "cited" | "also" | "near"}[]} spans code points;
 *   where they overlap, `cited` wins over `also`, and both over `near`
 * @param {{headings?: number[][], pages?: number[][], pageMark?: (n: number) => Node}} [layout]
 *   headings `[start, end, level]` and pages `[start, end]` in code points
 * @returns {HTMLElement[]}
 */
export function paragraphs(text, spans, { headings = [], pages = [], pageMark } = {}) {
  const points = [...spans.flatMap((one) => [one.start, one.end]), ...headings.map(([start]) => start), ...pages.map(([start]) => start)];
  points.sort((a, b) => a - b);
  const units = toUnits(text, points);
  const unit = new Map(points.map((point, i) => [point, units[i]]));
  const ranges = spans.map(({ start, end, kind }) => ({ start: unit.get(start), end: unit.get(end), kind }));
  const titles = headings.map(([start, , level]) => ({ at: unit.get(start), level }));
  const begins = pages.length > 1 ? pages.map(([start]) => unit.get(start)) : [];
  const out = [];
  let page = 0;
  for (const line of text.matchAll(/[^\n]+/g)) {
    if (!line[0].trim()) continue;
    const [from, to] = [line.index, line.index + line[0].length];
    // A page that begins inside a paragraph is told before it.
    while (page < begins.length && begins[page] < to) out.push(pageMark((page += 1)));
    const title = titles.find(({ at }) => at >= from && at < to);
    out.push(paragraph(text, from, to, ranges, title));
  }
  return out;
}

function paragraph(text, from, to, ranges, title) {
  const inside = ranges.filter((range) => range.start < to && range.end > from);
  const edges = inside.flatMap(({ start, end }) => [start, end]).filter((edge) => edge > from && edge < to);
  const cuts = [...new Set([from, ...edges, to])].sort((a, b) => a - b);
  const near = inside.some((range) => range.kind === "near");
  const tag = title ? `h${Math.min(6, 1 + (title.level || 1))}` : "p";
  const p = h(tag, { dir: "auto", class: near ? "near" : null });
  let last = null;
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const words = text.slice(cuts[i], cuts[i + 1]);
    const kinds = inside.filter(({ start, end }) => start <= cuts[i] && end >= cuts[i + 1]).map(({ kind }) => kind);
    const kind = ["cited", "also"].find((one) => kinds.includes(one));
    if (kind && last?.className === kind) last.append(words);
    else p.append((last = kind ? h("mark", { class: kind }, words) : document.createTextNode(words)));
  }
  p.normalize();
  return p;
}
