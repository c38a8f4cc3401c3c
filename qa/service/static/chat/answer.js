/** The words of an answer: quotations as blocks, other claims in the line, each with its marks. */
import { h, icon, words } from "./dom.js";
import { layOut } from "./layout.js";
import { quoteBlock } from "./quote.js";

export class AnswerView {
  /** @type {{key: string, node: HTMLElement}[]} the items on the screen, and what each was drawn from */
  #drawn = [];

  /**
   * @param {import("./model.js").Turn} turn
   * @param {import("./turn.js").Surroundings} around
   */
  constructor(turn, around) {
    this.turn = turn;
    this.around = around;
    this.element = h("div", { class: "answer", part: "answer", dir: "auto" });
  }

  /**
   * Claims drawn before stay the same nodes where words come between them, so that a mark keeps
   * the focus, and an open card its mark, when the answer's text follows its claims.
   */
  update() {
    const { answer } = this.turn;
    const items = answer.refused ? [] : layOut(answer.text, answer.claims, answer.citations);
    const before = this.#drawn;
    let next = 0;
    this.#drawn = items.map((item) => {
      const key = JSON.stringify([item.kind, item.claim ?? item.text, item.heads, this.#cited(item.claim)]);
      const last = item.claim ? before.length : next + 1;
      const found = before.findIndex((one, i) => i >= next && i < last && one.key === key);
      const node = found < 0 ? this.#draw(item) : before[found].node;
      if (found < 0) this.element.insertBefore(node, before[next]?.node ?? null);
      else {
        before.slice(next, found).forEach(({ node: gone }) => gone.remove());
        next = found + 1;
      }
      adjust(node, item);
      return { key, node };
    });
    before.slice(next).forEach(({ node }) => node.remove());
    this.element.hidden = !items.length;
    if (answer.language) this.element.lang = answer.language;
  }

  /** Numbers of the citations that stand here as quotations. */
  get quoted() {
    const { text, claims, citations } = this.turn.answer;
    return new Set(layOut(text, claims, citations).map(({ citation }) => citation?.number));
  }

  #cited(claim) {
    const { citations } = this.turn.answer;
    return citations.filter((citation) => claim?.citations.includes(citation.number));
  }

  #draw({ kind, text, claim, citation, heads }) {
    if (kind === "words") return h("span", {}, ...between(text));
    const { answer, question, asked } = this.turn;
    const cited = this.#cited(claim);
    const pills = (cited.length ? cited : [null]).map((one) => this.#pill(claim, one));
    if (kind === "quote") {
      const meant = answer.resolved || asked || question;
      const mark = h("span", { class: "mark" }, "\u2060", ...pills);
      return quoteBlock(this.around, citation, { heads, all: answer.citations, question: meant, mark });
    }
    const lang = cited.length && cited.every((one) => one.language === cited[0].language) ? cited[0].language : null;
    // The first mark stays on the line of the last word: U+2060 forbids a break.
    const first = h("span", { class: "mark" }, "\u2060", pills[0]);
    return h("span", { class: `claim ${claim.verdict}`, part: "claim" }, words(text, { lang }), first, ...pills.slice(1));
  }

  #pill(claim, citation) {
    const { t, card } = this.around;
    const verdict = t(`verdict.${claim.verdict}`);
    const label = citation
      ? t("citation.pill", { n: citation.number, verdict, title: citation.title })
      : t("citation.unsourced", { verdict });
    const pill = h(
      "button",
      {
        type: "button",
        class: `pill ${claim.verdict}`,
        part: `pill pill-${claim.verdict}`,
        "aria-label": label,
        title: verdict,
        "aria-haspopup": "dialog",
        onclick: () => card.open(claim, citation, this.turn.answer.citations, pill),
      },
      icon(claim.verdict),
      citation && String(citation.number),
    );
    return pill;
  }
}

/** What the answer's text tells of a claim that was drawn before it came. */
function adjust(node, { kind, text, ordinal, short }) {
  if (kind === "quote") {
    const place = node.querySelector(".ordinal");
    if (place.textContent !== ordinal) place.textContent = ordinal;
  } else if (kind === "said") {
    node.classList.toggle("short", short);
    // A closing mark that came with the text belongs to the claim's words.
    if (node.firstChild.textContent !== text) node.firstChild.textContent = text;
  }
}

/** The words around claims; a new line there stands off a little. */
function between(text) {
  return text
    .split(/\n+/)
    .flatMap((line, i) => [i > 0 && h("span", { class: "gap" }), words(line)]);
}
