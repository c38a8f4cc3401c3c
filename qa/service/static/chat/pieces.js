/**
 * An answer's text, cut where its claims begin and end.
 *
 * The marks of an answer come from the claims' own numbers, never from reading
 * `[1]` in prose: a document may hold such words itself, and a quotation of it
 * must not gain a citation by that.
 */
import { toUnits } from "./offsets.js";

/** @typedef {import("./model.js").Claim} Claim */
/** @typedef {{text: string, claim: Claim | null}} Piece */

/**
 * @param {string} text may be only the beginning, while it streams
 * @param {Claim[]} claims
 * @returns {Piece[]} in reading order; a claim whose text has not come yet speaks for itself
 */
export function cutPieces(text, claims) {
  const ordered = [...claims].sort((a, b) => a.start - b.start || a.end - b.end);
  const points = ordered.flatMap((claim) => [claim.start, claim.end]).sort((a, b) => a - b);
  const units = new Map(toUnits(text, points).map((unit, i) => [points[i], unit]));
  const pieces = [];
  let at = 0;
  for (const claim of ordered) {
    const end = units.get(claim.end) ?? 0;
    const start = Math.max(at, units.get(claim.start) ?? 0);
    if (start >= end) {
      if (pieces.length) pieces.push({ text: "\n", claim: null });
      pieces.push({ text: claim.text, claim });
      continue;
    }
    if (start > at) pieces.push({ text: text.slice(at, start), claim: null });
    const closing = /^[»”“’"')\]]*/.exec(text.slice(end))[0].length;
    const after = markers(text.slice(end + closing), claim);
    const said = text.slice(start, after ? end + closing : end);
    pieces.push({ text: after ? said : withoutMarkers(said, claim), claim });
    at = after ? end + closing + after : end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), claim: null });
  return pieces.filter((piece) => piece.claim || piece.text);
}

/** Length of the claim's own ` [1][2]` at the start of `rest`, blanks before them included. */
function markers(rest, claim) {
  let length = 0;
  for (;;) {
    const found = /^[ \u00a0]*\[(\d+)\]/.exec(rest.slice(length));
    if (!found || !claim.citations.includes(Number(found[1]))) return length;
    length += found[0].length;
  }
}

/** For an answer whose claims include their markers. */
function withoutMarkers(said, claim) {
  const found = /[ \u00a0]*\[(\d+)\]$/.exec(said);
  if (claim.verdict === "quoted" || !found || !claim.citations.includes(Number(found[1]))) return said;
  return withoutMarkers(said.slice(0, found.index), claim);
}
