/**
 * The nouns of a conversation, as the service sends them and the browser keeps
 * them.  Both are outsiders to this code, so each is read field by field into
 * its own shape here, and the rest of the widget need not doubt it.
 */
import { langTag } from "./i18n.js";
import { countPoints } from "./offsets.js";

/** @typedef {"quoted" | "supported" | "contradicted" | "unsupported"} Verdict */
/**
 * @typedef {object} Citation
 * @property {number} number
 * @property {string} document_id
 * @property {string} source
 * @property {string} title
 * @property {string} language
 * @property {string} date
 * @property {number} start code points of the document
 * @property {number} end
 * @property {string} quote
 * @property {string} page of a document that has pages, or ""
 * @property {string | Record<string, string>} about the document, perhaps in several languages
 * @property {{start: number, end: number, asked: [number, number] | null}[]} matched code points
 *   of the quotation, and of the question as it was understood
 */
/**
 * @typedef {object} Claim
 * @property {string} text
 * @property {number} start code points of the answer's text
 * @property {number} end
 * @property {number[]} citations
 * @property {Verdict} verdict
 * @property {string[]} reasons
 * @property {string[]} matched
 * @property {string[]} missed
 */
/**
 * @typedef {object} Suggestion a document near a refused question, perhaps with its nearest sentence
 * @property {string} document_id
 * @property {string} title
 * @property {string} language
 * @property {string} date
 * @property {string | Record<string, string>} about
 * @property {string} quote
 * @property {number} start
 * @property {number} end
 */
/** @typedef {{languages: string[], sources: string[], collections: string[],
 *             date_from: string | null, date_to: string | null}} Filters */
/**
 * @typedef {object} Answer
 * @property {string} id
 * @property {string} resolved the question as understood, or ""
 * @property {string[]} instead questions that the archive answers, where it refuses this one
 * @property {string[]} searched other spellings that were searched for too
 * @property {string} language
 * @property {boolean} refused
 * @property {string} text
 * @property {Claim[]} claims
 * @property {Citation[]} citations
 * @property {Suggestion[]} suggestions
 */
/**
 * @typedef {"waiting" | "streaming" | "done" | "stopped" | "failed"} State
 * @typedef {{kind: string, detail: string, wait: number}} Failure
 * @typedef {object} Turn
 * @property {string} id
 * @property {string} question as it was written
 * @property {string} asked what was asked instead of it, or ""
 * @property {boolean} alone asked without what came before
 * @property {Filters | null} filters
 * @property {State} state
 * @property {Answer} answer
 * @property {Failure | null} failure
 * @property {string} rating
 */

export const VERDICTS = ["quoted", "supported", "contradicted", "unsupported"];

const string = (value) => (typeof value === "string" ? value : "");
const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);
const list = (value) => (Array.isArray(value) ? value : []);
const strings = (value) => list(value).filter((item) => typeof item === "string");
const record = (value) => (value && typeof value === "object" ? value : {});

/** A title is announced and shown in lists; one as long as a text is cut. */
const LONGEST = 300;
const title = (from) => shorten(string(from.title) || string(from.source), LONGEST);

/**
 * @param {string} text
 * @param {number} most letters
 */
export function shorten(text, most) {
  return text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "").trimEnd()}…` : text;
}

/** @returns {Citation} */
export function readCitation(raw) {
  const from = record(raw);
  return {
    number: count(from.number),
    document_id: string(from.document_id),
    source: string(from.source),
    title: title(from),
    language: langTag(from.language) ?? "",
    date: string(from.date),
    start: count(from.start),
    end: count(from.end),
    quote: string(from.quote),
    page: string(from.page) || (count(from.page) ? String(from.page) : ""),
    recognised: typeof from.recognised === "number" ? from.recognised : 0,
    about: readAbout(from.about),
    matched: readMatched(from),
  };
}

const readAbout = (about) =>
  typeof about === "string"
    ? about
    : Object.fromEntries(Object.entries(record(about)).filter(([, text]) => typeof text === "string"));

/**
 * `[start, end]` in the document, or `[start, end, from, to]` with the words of the question that
 * they meet; a kept one is in the quotation already.
 */
function readMatched({ matched, start, quote }) {
  const length = countPoints(string(quote));
  const read = (one) => {
    if (!Array.isArray(one)) return record(one);
    const [from, to, asked, until] = one.map(count);
    return { start: from - count(start), end: to - count(start), asked: one.length === 4 ? [asked, until] : null };
  };
  return list(matched)
    .map(read)
    .filter((one) => one.start >= 0 && one.start < one.end && one.end <= length)
    .map((one) => ({ start: one.start, end: one.end, asked: Array.isArray(one.asked) ? one.asked : null }))
    .sort((a, b) => a.start - b.start);
}

/** @returns {Filters | null} null for none */
export function readFilters(raw) {
  const from = record(raw);
  const day = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : null);
  const filters = {
    languages: strings(from.languages),
    sources: strings(from.sources),
    collections: strings(from.collections),
    date_from: day(from.date_from),
    date_to: day(from.date_to),
  };
  return Object.values(filters).some((value) => value?.length) ? filters : null;
}

/** @returns {Claim} an unknown verdict counts as unsupported */
export function readClaim(raw) {
  const from = record(raw);
  return {
    text: string(from.text),
    start: count(from.start),
    end: count(from.end),
    citations: list(from.citations).filter(Number.isSafeInteger),
    verdict: VERDICTS.includes(from.verdict) ? from.verdict : "unsupported",
    reasons: strings(from.reasons),
    matched: strings(from.matched),
    missed: strings(from.missed),
  };
}

/** @returns {Answer} from an answer object of the service, or from a kept one */
export function readAnswer(raw) {
  const from = record(raw);
  const resolved = string(from.resolved_question ?? from.resolved);
  return {
    id: string(from.id),
    resolved: resolved === string(from.question) ? "" : resolved,
    instead: strings(from.instead),
    searched: strings(from.searched_for ?? from.searched),
    language: langTag(from.language) ?? "",
    refused: from.status === "refused" || from.refused === true,
    text: string(from.text),
    claims: list(from.claims).map(readClaim),
    citations: list(from.citations).map(readCitation),
    suggestions: list(from.suggestions)
      .map(record)
      .filter((item) => string(item.document_id))
      .map((item) => ({
        document_id: item.document_id,
        title: title(item),
        language: langTag(item.language) ?? "",
        date: string(item.date),
        about: readAbout(item.about),
        quote: string(item.quote),
        start: count(item.start),
        end: count(item.end),
      })),
  };
}

/**
 * Questions that an archive answers, with their languages; `""` where it does not say.
 * @param {unknown} archive an object of GET /v1/archive
 */
export function readExamples(archive) {
  const { examples, suggestions } = record(archive);
  return list(examples ?? suggestions)
    .map((one) => (typeof one === "string" ? { text: one } : record(one)))
    .filter((one) => string(one.text))
    .map((one) => ({ text: one.text, language: string(one.language) }));
}

/**
 * @param {string} question
 * @param {Partial<Turn>} [how] `asked`, `alone`, `filters`
 * @returns {Turn}
 */
export function newTurn(question, { asked = "", alone = false, filters = null } = {}) {
  return {
    id: crypto.randomUUID?.() ?? String(Math.random()), // the first needs HTTPS or localhost
    question,
    asked,
    alone,
    filters,
    state: "waiting",
    answer: readAnswer({}),
    failure: null,
    rating: "",
  };
}

/** @returns {Turn} a kept turn; one that a reload cut off can be tried again */
export function readTurn(raw) {
  const from = record(raw);
  const cut = from.state === "waiting" || from.state === "streaming";
  const failure = cut ? { kind: "dropped" } : from.failure;
  return {
    ...newTurn(string(from.question), {
      asked: string(from.asked),
      alone: from.alone === true,
      filters: readFilters(from.filters),
    }),
    state: cut ? "failed" : from.state === "done" || from.state === "stopped" ? from.state : "failed",
    answer: readAnswer(from.answer),
    failure: failure && {
      kind: string(failure.kind),
      detail: string(failure.detail),
      wait: count(failure.wait),
    },
    rating: string(from.rating),
  };
}
