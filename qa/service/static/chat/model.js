/**
 * The nouns of a conversation, as the service sends them and the browser keeps
 * them.  Both are outsiders to this code, so each is read field by field into
 * its own shape here, and the rest of the widget need not doubt it.
 */
import { langTag } from "./i18n.js";

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
/** @typedef {{document_id: string, title: string, language: string}} Suggestion */
/**
 * @typedef {object} Answer
 * @property {string} id
 * @property {string} resolved the question as understood, or ""
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
 * @typedef {{id: string, question: string, state: State, answer: Answer,
 *            failure: Failure | null, rating: string}} Turn
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
  };
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
      })),
  };
}

/** @returns {Turn} */
export function newTurn(question) {
  return {
    id: crypto.randomUUID?.() ?? String(Math.random()), // the first needs HTTPS or localhost
    question,
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
    ...newTurn(string(from.question)),
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
