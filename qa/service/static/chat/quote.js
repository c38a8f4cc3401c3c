/** A quotation as a block: where it is from, its exact words, and its mark. */
import { origin } from "./card.js";
import { h, icon, words } from "./dom.js";
import { toUnits } from "./offsets.js";

/** @typedef {import("./model.js").Citation} Citation */

/**
 * @param {import("./turn.js").Surroundings} around
 * @param {Citation} citation
 * @param {object} how
 * @param {boolean} how.heads whether the document is named above it
 * @param {Citation[]} how.all of the answer, for the reader's previous and next
 * @param {string} how.question whose words are marked in it
 * @param {HTMLElement} how.mark of the claim
 */
export function quoteBlock(around, citation, { heads, all, question, mark }) {
  const language = citation.language || null;
  return h(
    "figure",
    { class: "claim quote quoted", part: "claim" },
    heads && h("figcaption", { class: "from" }, ...fromWhere(around, citation, all)),
    h(
      "div",
      { class: "exact" },
      h("span", { class: "ordinal", "aria-hidden": "true" }),
      h("blockquote", { lang: language, dir: "auto", part: "quote" }, ...marked(around.t, citation, question), mark),
    ),
    translation(around, citation),
  );
}

/** The document's title, which opens it at the quotation, and what is known of it. */
export function fromWhere({ t, language, service }, citation, all) {
  return [
    h(
      "a",
      { href: service.readerUrl(citation, all), target: "_blank", rel: "noopener", class: "title", lang: citation.language || null, dir: "auto" },
      citation.title,
      h("span", { class: "hidden" }, ` ${t("citation.tab")}`),
    ),
    h("span", { class: "origin" }, origin(t, language, citation)),
    aboutIn(citation.about, language) && h("span", { class: "about", dir: "auto" }, aboutIn(citation.about, language)),
  ];
}

/**
 * What a manifest says a document is about, in the reader's language where it says it in several.
 * @param {unknown} about a text, or texts by language
 * @param {string} language
 */
export function aboutIn(about, language) {
  if (about && typeof about === "object") return about[language] ?? about[""] ?? Object.values(about)[0] ?? "";
  return typeof about === "string" ? about : "";
}

/** The quotation with the words marked that meet words of the question. */
export function marked(t, { quote, matched }, question) {
  const points = matched.flatMap(({ start, end }) => [start, end]);
  const units = toUnits(quote, points);
  const nodes = [];
  let at = 0;
  matched.forEach(({ asked }, i) => {
    const [start, end] = [units[2 * i], units[2 * i + 1]];
    if (start < at || end <= start) return;
    if (start > at) nodes.push(words(quote.slice(at, start)));
    nodes.push(hit(t, quote.slice(start, end), asked && [...question].slice(...asked).join("")));
    at = end;
  });
  if (at < quote.length) nodes.push(words(quote.slice(at)));
  return nodes;
}

function hit(t, text, word) {
  const label = word && t("quote.word", { word });
  return h("mark", { class: "hit", tabindex: label ? 0 : null, "data-word": label || null, "aria-description": label || null }, text);
}

/** Where the service can translate, a button for it; the quotation itself stays. */
function translation({ t, language, service, announce }, citation) {
  const place = h("div", { class: "translation" });
  if (!citation.language || citation.language === language) return place;
  const button = h("button", { type: "button", class: "plain", onclick: () => translate() }, icon("translate"), t("quote.translate"));
  const translate = async () => {
    button.setAttribute("aria-disabled", "true");
    button.lastChild.textContent = t("quote.translating");
    try {
      const { text, verdict } = await service.translate(citation, language);
      const label = [t("quote.machine"), verdict && verdict !== "supported" && t(`verdict.${verdict}`)].filter(Boolean);
      place.replaceChildren(h("p", { class: "machine" }, label.join(": ")), h("p", { lang: language, dir: "auto" }, text));
      announce(`${t("quote.machine")}: ${text}`);
    } catch {
      place.replaceChildren(h("p", { class: "machine", role: "status" }, t("quote.untranslated")));
    }
  };
  service.about().then(({ translation: able }) => able && place.append(button), () => {});
  return place;
}
