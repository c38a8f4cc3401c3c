/**
 * What an answer is made of on the screen: quotations that stand by themselves, and the words
 * around them.  The service writes a quotation between quotation marks with its number after it;
 * as a block it needs neither.
 */
import { cutPieces } from "./pieces.js";

/** @typedef {import("./model.js").Claim} Claim */
/** @typedef {import("./model.js").Citation} Citation */
/**
 * @typedef {object} Item
 * @property {"words" | "said" | "quote"} kind
 * @property {string} text of words, and of a claim said in the answer's own
 * @property {Claim | null} claim
 * @property {Citation | null} citation that a quotation is of
 * @property {boolean} heads a quotation that begins those of one document
 * @property {string} ordinal a quotation's number in a list, or ""
 * @property {boolean} short the answer in a word, before the quotations
 */

const ORDINAL = /(?:^|\s)(\d{1,3})[.)]\s*$/;
const OPENING = /[\s«“„"'‘]+$/;
const CLOSING = /^[\s»”"'’.;,]+/;

/**
 * @param {string} text may be only the beginning, while it streams
 * @param {Claim[]} claims
 * @param {Citation[]} citations
 * @returns {Item[]} in reading order
 */
export function layOut(text, claims, citations) {
  const items = cutPieces(text, claims).map(({ text, claim }) => toItem(text, claim, citations));
  const quoted = items.some(({ kind }) => kind === "quote");
  let first = true;
  let last = null;
  items.forEach((item, i) => {
    if (item.kind === "said") item.short = first && quoted;
    if (item.kind !== "words") first = false;
    if (item.kind === "quote") {
      item.heads = item.citation.document_id !== last;
      last = item.citation.document_id;
    }
    if (item.kind === "words") trim(item, items[i - 1], items[i + 1]);
  });
  number(items);
  return items.filter((item) => item.kind !== "words" || item.text);
}

function toItem(text, claim, citations) {
  const cited = citations.find(({ number }) => claim?.citations.includes(number)) ?? null;
  const exact = claim?.verdict === "quoted" && cited && squeeze(cited.quote).includes(squeeze(claim.text));
  const kind = !claim ? "words" : exact ? "quote" : "said";
  return { kind, text, claim, citation: exact ? cited : null, heads: false, ordinal: "", short: false };
}

/** Words beside a quotation lose the marks that it has no more need of. */
function trim(words, before, after) {
  if (before?.kind === "quote" || before?.short) words.text = words.text.replace(CLOSING, "");
  if (after?.kind === "quote") {
    words.text = words.text.replace(OPENING, "");
    const numbered = ORDINAL.exec(words.text);
    if (numbered) {
      after.ordinal = numbered[1];
      words.text = words.text.slice(0, numbered.index).trimEnd();
    }
  }
}

/** Quotations whose number the words before them tell are a list. */
function number(items) {
  const quotes = items.filter(({ kind }) => kind === "quote");
  const before = items[items.indexOf(quotes[0]) - 1];
  const told = before?.kind === "words" ? (before.text.match(/\d+/g) ?? []) : [];
  if (quotes.length < 2 || !told.includes(String(quotes.length)) || quotes.some(({ ordinal }) => ordinal)) return;
  quotes.forEach((quote, i) => (quote.ordinal = String(i + 1)));
}

const squeeze = (text) => text.replace(/\s+/g, "");
