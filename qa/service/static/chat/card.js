/**
 * The card of one citation: what the answer says, what the document says, and
 * what the check found.  A modal dialog, so that the browser itself keeps the
 * focus inside, closes it on Escape and gives the focus back.
 */
import { copyText } from "./clipboard.js";
import { h, icon } from "./dom.js";
import { formatDate, joinFacts, languageName } from "./i18n.js";

/** @typedef {import("./model.js").Citation} Citation */
/** @typedef {import("./model.js").Claim} Claim */

const NARROW = 600;
const MARGIN = 12;

export class Card {
  /**
   * @param {import("./i18n.js").Translate} t
   * @param {import("./i18n.js").Language} language
   * @param {import("./api.js").Service} service
   */
  constructor(t, language, service) {
    this.t = t;
    this.language = language;
    this.service = service;
    this.anchor = null;
    this.element = h("dialog", {
      class: "card",
      part: "card",
      "aria-labelledby": "card-title",
      onclick: (event) => event.target === this.element && this.element.close(),
      onkeydown: (event) => event.key === "Escape" && event.stopPropagation(),
      onclose: () => this.anchor?.focus(),
    });
  }

  /**
   * @param {Claim | null} claim null from the list of sources
   * @param {Citation | null} citation null for a claim that cites nothing
   * @param {Citation[]} all of the answer, for the reader's previous and next
   * @param {HTMLElement} anchor gets the focus back
   */
  open(claim, citation, all, anchor) {
    this.anchor = anchor;
    this.element.replaceChildren(
      this.#head(claim, citation),
      h("div", { class: "body" }, ...this.#body(claim, citation)),
      ...(citation ? [this.#foot(citation, all)] : []),
    );
    this.element.showModal();
    this.#place();
  }

  #head(claim, citation) {
    const { t } = this;
    const title = citation ? t("citation.title", { n: citation.number }) : t("citation.claim");
    return h(
      "div",
      { class: "head" },
      h("div", { class: "what" }, h("h2", { id: "card-title" }, title), claim && verdictMark(t, claim.verdict)),
      h(
        "button",
        { type: "button", class: "tool", "aria-label": t("panel.close"), onclick: () => this.element.close() },
        icon("close"),
      ),
    );
  }

  #body(claim, citation) {
    const { t } = this;
    const parts = [];
    const repeats = citation && claim?.verdict === "quoted";
    if (claim && !repeats) parts.push(labelled(t("citation.claim"), h("p", { dir: "auto" }, claim.text)));
    if (citation) {
      const both = claim && !repeats;
      parts.push(
        h(
          "figure",
          {},
          both && h("h3", {}, t("citation.quote")),
          h("blockquote", { lang: citation.language || null, dir: "auto", part: "quote" }, citation.quote),
          h(
            "figcaption",
            {},
            h("cite", { dir: "auto", lang: citation.language || null }, citation.title),
            h("span", {}, origin(t, this.language, citation)),
          ),
        ),
      );
    }
    if (repeats) {
      const { start, end } = citation;
      parts.push(labelled(t("citation.reasons"), h("p", {}, t("citation.verbatim", { start, end }))));
    }
    if (claim?.matched.length) parts.push(this.#words("citation.matched", "found", claim.matched));
    if (claim?.missed.length) parts.push(this.#words("citation.missed", "missing", claim.missed));
    if (claim?.reasons.length) {
      const items = claim.reasons.map((reason) => h("li", { dir: "auto" }, reason));
      parts.push(labelled(t("citation.reasons"), h("ul", { class: "reasons" }, ...items)));
    }
    return parts;
  }

  #words(label, kind, words) {
    const items = words.map((word) => h("li", { dir: "auto" }, word));
    return labelled(this.t(label), h("ul", { class: `words ${kind}` }, ...items));
  }

  #foot(citation, all) {
    const { t } = this;
    const status = h("span", { class: "copied", role: "status" });
    const link = this.service.readerUrl(citation);
    return h(
      "div",
      { class: "foot" },
      h(
        "a",
        { class: "primary", href: this.service.readerUrl(citation, all), target: "_blank", rel: "noopener" },
        t("citation.open"),
        icon("open"),
        h("span", { class: "hidden" }, ` ${t("citation.tab")}`),
      ),
      h(
        "button",
        {
          type: "button",
          class: "plain",
          onclick: async () => {
            status.textContent = t((await copyText(link)) ? "copy.done" : "copy.failed");
          },
        },
        icon("link"),
        t("citation.link"),
      ),
      status,
    );
  }

  /** Beside the mark it belongs to; on a narrow screen the style sheet makes it a sheet below. */
  #place() {
    const { style } = this.element;
    style.left = style.top = "";
    if (innerWidth <= NARROW) return;
    const at = this.anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.min(at.left - 24, innerWidth - width - MARGIN);
    const below = at.bottom + 8;
    const top = below + height + MARGIN <= innerHeight ? below : at.top - height - 8;
    style.left = `${Math.max(MARGIN, left)}px`;
    style.top = `${Math.min(Math.max(MARGIN, top), Math.max(MARGIN, innerHeight - height - MARGIN))}px`;
  }
}

/** A verdict in words and a shape. */
export function verdictMark(t, verdict) {
  return h("span", { class: `verdict ${verdict}` }, icon(verdict), t(`verdict.${verdict}`));
}

/** Date, language and page of a cited document, as far as they are known, and whether its text
 *  was recognised from pictures. */
export function origin(t, language, { date, language: code, page, recognised }) {
  return joinFacts([
    date && t("quote.asof", { date: formatDate(date, language, "asof") }),
    code && languageName(t, code),
    page && t("quote.page", { n: page }),
    recognised && t("quote.recognised", { n: Math.round(100 * recognised) }),
  ]);
}

function labelled(label, content) {
  return h("section", {}, h("h3", {}, label), content);
}
