/** The words of an answer, each claim with its marks. */
import { h, icon, words } from "./dom.js";
import { cutPieces } from "./pieces.js";

export class AnswerView {
  /** @type {{key: string, node: HTMLElement}[]} the pieces on the screen, and what each was drawn from */
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
    const pieces = answer.refused ? [] : cutPieces(answer.text, answer.claims);
    const before = this.#drawn;
    let next = 0;
    this.#drawn = pieces.map((piece) => {
      const key = JSON.stringify([piece.claim ?? piece.text, this.#cited(piece.claim)]);
      const last = piece.claim ? before.length : next + 1;
      const found = before.findIndex((one, i) => i >= next && i < last && one.key === key);
      if (found < 0) {
        const node = this.#piece(piece);
        this.element.insertBefore(node, before[next]?.node ?? null);
        return { key, node };
      }
      before.slice(next, found).forEach(({ node }) => node.remove());
      next = found + 1;
      const { node } = before[found];
      if (piece.claim) this.#reword(node.firstChild, piece.text);
      return { key, node };
    });
    before.slice(next).forEach(({ node }) => node.remove());
    this.element.hidden = !pieces.length;
    if (answer.language) this.element.lang = answer.language;
  }

  /** A closing mark that came with the text belongs to the claim's words. */
  #reword(said, text) {
    if (said.textContent !== text) said.textContent = text;
  }

  #cited(claim) {
    const { citations } = this.turn.answer;
    return citations.filter((citation) => claim?.citations.includes(citation.number));
  }

  #piece({ text, claim }) {
    if (!claim) return h("span", {}, ...between(text));
    const cited = this.#cited(claim);
    const lang = claim.verdict === "quoted" ? cited[0]?.language || null : null;
    const pills = cited.map((citation) => this.#pill(claim, citation));
    if (!cited.length) pills.push(this.#pill(claim, null));
    // The last word and the first mark stay on one line: a word joiner, and no break beside it.
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
        "aria-haspopup": "dialog",
        onclick: () => card.open(claim, citation, this.turn.answer.citations, pill),
      },
      icon(claim.verdict),
      citation && String(citation.number),
    );
    return pill;
  }
}

/** The words around claims; a new line there stands off a little. */
function between(text) {
  return text
    .split(/\n+/)
    .flatMap((line, i) => [i > 0 && h("span", { class: "gap" }), words(line)]);
}
