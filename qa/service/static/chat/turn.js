/** One question and what became of it. */
import { AnswerView } from "./answer.js";
import { origin } from "./card.js";
import { copyText } from "./clipboard.js";
import { h, icon } from "./dom.js";
import { asMarkdown, asText } from "./export.js";
import { ratingControls } from "./rating.js";

/** Milliseconds of silence after which the person is told that it takes long. */
const SLOW = 4000;

/**
 * @typedef {object} Surroundings what a turn needs of the widget
 * @property {import("./i18n.js").Translate} t
 * @property {import("./i18n.js").Language} language
 * @property {import("./api.js").Service} service
 * @property {import("./card.js").Card} card
 * @property {(text: string) => void} announce
 * @property {(turn: import("./model.js").Turn) => void} retry
 * @property {(turn: import("./model.js").Turn, rating: "up" | "down", reason: string) => Promise<void>} rate
 */

export class TurnView {
  #slowTimer = 0;
  #stateBelow = "";

  /**
   * @param {import("./model.js").Turn} turn
   * @param {Surroundings} around
   */
  constructor(turn, around) {
    this.turn = turn;
    this.around = around;
    const { t } = around;
    this.resolved = h("p", { class: "resolved", hidden: true });
    this.answer = new AnswerView(turn, around);
    this.after = h("div", { class: "after" });
    this.element = h(
      "article",
      { class: "turn", part: "turn", "aria-labelledby": `q-${turn.id}` },
      h(
        "h3",
        { class: "question", part: "question", id: `q-${turn.id}`, dir: "auto" },
        h("span", { class: "hidden" }, `${t("turn.asked")}: `),
        turn.question,
      ),
      this.resolved,
      this.answer.element,
      this.after,
    );
    this.update();
  }

  /** Bring the page in line with the turn; what has not changed is not touched. */
  update() {
    const { turn } = this;
    this.element.dataset.state = turn.answer.refused ? "refused" : turn.state;
    this.element.setAttribute("aria-busy", String(turn.state === "waiting" || turn.state === "streaming"));
    this.#drawResolved();
    this.answer.update();
    this.#drawAfter();
  }

  dispose() {
    clearTimeout(this.#slowTimer);
  }

  /** How the question was read, where that is not as it was written. */
  #drawResolved() {
    const { t } = this.around;
    const { resolved, searched } = this.turn.answer;
    const quote = (text) => h("q", { dir: "auto" }, text);
    const lines = [
      resolved && h("span", {}, `${t("turn.resolved")}: `, quote(resolved)),
      searched.length > 0 && h("span", {}, `${t("turn.searched")}: `, ...searched.map(quote)),
    ].filter(Boolean);
    this.resolved.hidden = !lines.length;
    this.resolved.replaceChildren(...lines);
  }

  /** Only when the state changes: buttons below keep the focus, the waiting dots their rhythm. */
  #drawAfter() {
    const { state } = this.turn;
    if (state === this.#stateBelow) return;
    this.#stateBelow = state;
    clearTimeout(this.#slowTimer);
    this.after.replaceChildren(...this.#below());
  }

  #below() {
    const { state, answer } = this.turn;
    if (state === "waiting" || state === "streaming") return this.#wait();
    if (state === "failed") return this.#failed();
    return answer.refused ? this.#refused() : this.#finished();
  }

  #wait() {
    const { t, announce } = this.around;
    const said = h("span", {}, t("turn.searching"));
    if (this.turn.state === "waiting") {
      this.#slowTimer = setTimeout(() => {
        said.textContent = t("turn.slow");
        announce(t("turn.slow"));
      }, SLOW);
    }
    return [h("p", { class: "wait" }, h("span", { class: "dots", "aria-hidden": "true" }), said)];
  }

  #failed() {
    const { t, retry } = this.around;
    const { kind, detail, wait } = this.turn.failure ?? { kind: "server", detail: "", wait: 0 };
    const again = h("button", { type: "button", class: "plain", onclick: () => retry(this.turn) }, icon("retry"), t("error.retry"));
    return [
      h(
        "div",
        { class: "failure", part: "error" },
        h("p", {}, t(`error.${kind}`), wait ? ` ${t("error.wait", { n: wait })}` : ""),
        kind === "rejected" && detail ? h("p", { class: "detail", dir: "auto" }, detail) : "",
        again,
      ),
    ];
  }

  #refused() {
    const { t, service } = this.around;
    const { text, suggestions, language } = this.turn.answer;
    const nearest = suggestions.map((near) =>
      h(
        "li",
        {},
        h(
          "a",
          { href: service.documentUrl(near.document_id), target: "_blank", rel: "noopener", dir: "auto", lang: near.language || null },
          near.title,
          h("span", { class: "hidden" }, ` ${t("citation.tab")}`),
        ),
      ),
    );
    return [
      h(
        "div",
        { class: "refusal", part: "refusal" },
        h("p", { class: "headline", lang: language || null, dir: "auto" }, text || t("turn.refused")),
        ...(nearest.length ? [h("h4", {}, t("turn.nearest")), h("ul", { class: "sources" }, ...nearest)] : []),
      ),
      ...this.#actions(),
    ];
  }

  #finished() {
    const { t } = this.around;
    const stopped = this.turn.state === "stopped" && h("p", { class: "note" }, t("turn.stopped"));
    return [...(stopped ? [stopped] : []), ...this.#sources(), ...this.#actions()];
  }

  /** The cited documents, each once, with the numbers that cite it. */
  #sources() {
    const { t, language, service } = this.around;
    const { citations } = this.turn.answer;
    if (!citations.length) return [];
    const items = byDocument(citations).map((cited) => {
      const [first] = cited;
      return h(
        "li",
        {},
        h("span", { class: "number" }, ranges(cited.map((citation) => citation.number))),
        h(
          "a",
          { href: service.readerUrl(first, citations), target: "_blank", rel: "noopener", class: "title", lang: first.language || null, dir: "auto" },
          first.title,
          h("span", { class: "hidden" }, ` ${t("citation.tab")}`),
        ),
        h("span", { class: "origin" }, origin(t, language, first)),
      );
    });
    return [h("h4", {}, t("turn.sources")), h("ol", { class: "sources", part: "sources" }, ...items)];
  }

  #actions() {
    const { t, service, rate } = this.around;
    if (!this.turn.answer.text) return [];
    const status = h("span", { class: "copied", role: "status" });
    const copy = (label, shown, write) =>
      h(
        "button",
        {
          type: "button",
          class: "plain",
          "aria-label": label,
          title: label,
          onclick: async () => {
            const text = write(
              this.turn,
              (citation) => service.readerUrl(citation),
              (id) => service.documentUrl(id),
            );
            status.textContent = t((await copyText(text)) ? "copy.done" : "copy.failed");
          },
        },
        icon("copy"),
        shown,
      );
    const rating = ratingControls(t, this.turn.rating, (value, reason) => rate(this.turn, value, reason));
    return [
      h(
        "div",
        { class: "actions", part: "actions" },
        copy(t("copy.text"), t("copy.text"), asText),
        copy(t("copy.markdown"), "Markdown", asMarkdown),
        status,
        this.turn.answer.id ? rating.buttons : null,
      ),
      rating.form,
      rating.status,
    ];
  }
}

/** Lists of the citations of one document each, in the order of their first ones. */
function byDocument(citations) {
  const lists = new Map();
  for (const citation of citations) {
    lists.set(citation.document_id, [...(lists.get(citation.document_id) ?? []), citation]);
  }
  return [...lists.values()];
}

/** `1–3, 5` for 1, 2, 3, 5. */
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    if (number === runs.at(-1)?.at(-1) + 1) runs.at(-1).push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length > 1 ? `${run[0]}–${run.at(-1)}` : run[0])).join(", ");
}
