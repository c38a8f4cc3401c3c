/** An answer with its citations, to paste elsewhere. */

/** @typedef {import("./model.js").Turn} Turn */
/** @typedef {import("./model.js").Citation} Citation */

/**
 * @param {Turn} turn
 * @param {(citation: Citation) => string} url
 * @param {(id: string) => string} documentUrl for the documents near a refused question
 */
export function asText(turn, url, documentUrl) {
  const { text, citations, suggestions } = turn.answer;
  const sources = citations.map(
    (citation) => `[${citation.number}] «${citation.quote}»\n    ${origin(citation)}\n    ${url(citation)}`,
  );
  const near = suggestions.map((one) => `${one.title}\n    ${documentUrl(one.document_id)}`);
  return [turn.question, text, ...sources, ...near].join("\n\n");
}

/**
 * @param {Turn} turn
 * @param {(citation: Citation) => string} url
 * @param {(id: string) => string} documentUrl
 */
export function asMarkdown(turn, url, documentUrl) {
  const { text, citations, suggestions } = turn.answer;
  const sources = citations.map(
    (citation) =>
      `${citation.number}. > ${oneLine(citation.quote)}\n\n   [${oneLine(origin(citation))}](${url(citation)})`,
  );
  const near = suggestions.map((one) => `- [${oneLine(one.title)}](${documentUrl(one.document_id)})`);
  return [`**${oneLine(turn.question)}**`, escape(text), ...sources, ...near].join("\n\n") + "\n";
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
