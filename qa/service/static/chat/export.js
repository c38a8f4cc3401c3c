/** An answer with its citations, to paste elsewhere. */

/** @typedef {import("./model.js").Turn} Turn */
/** @typedef {import("./model.js").Citation} Citation */

/**
 * @param {Turn} turn
 * @param {(citation: Citation) => string} url
 */
export function asText(turn, url) {
  const sources = turn.answer.citations.map(
    (citation) => `[${citation.number}] «${citation.quote}»\n    ${origin(citation)}\n    ${url(citation)}`,
  );
  return [turn.question, turn.answer.text, ...sources].join("\n\n");
}

/**
 * @param {Turn} turn
 * @param {(citation: Citation) => string} url
 */
export function asMarkdown(turn, url) {
  const sources = turn.answer.citations.map(
    (citation) =>
      `${citation.number}. > ${oneLine(citation.quote)}\n\n   [${oneLine(origin(citation))}](${url(citation)})`,
  );
  return [`**${oneLine(turn.question)}**`, escape(turn.answer.text), ...sources].join("\n\n") + "\n";
}

const origin = (citation) => [citation.title, citation.date].filter(Boolean).join(", ");

/** Quoted words must not become images, links, lists or HTML where they are pasted. */
function escape(text) {
  return text
    .replace(/[\\`*_{}[\]<>#|!~&]/g, "\\$&")
    .replace(/^([ \t]*)([-+=])/gm, "$1\\$2")
    .replace(/^([ \t]*\d+)([.)])/gm, "$1\\$2");
}

const oneLine = (text) => escape(text.replace(/\s+/g, " "));
