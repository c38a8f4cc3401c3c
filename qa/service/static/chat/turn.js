/** One question and what became of it. */
import { AnswerView } from "./answer.js";
import { origin, verdictMark } from "./card.js";
import { copyText } from "./clipboard.js";
import { h, icon } from "./dom.js";
import { asMarkdown, asText } from "./export.js";
import { translator } from "./i18n.js";
import { readExamples, VERDICTS } from "./model.js";
import { aboutIn, fromWhere, marked } from "./quote.js";
import { ratingControls } from "./rating.js";
import { LANGUAGES } from "./strings.js";
import { Understood } from "./understood.js";

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
 * @property {(turn: import("./model.js").Turn, asked: string) => void} reask in other words, or as
 *   it was written for none; without what came before
 * @property {(question: string) => void} ask
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
    this.understood = new Understood(turn, around);
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
      this.understood.element,
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
    this.understood.update();
    this.answer.update();
    this.#drawAfter();
  }

  dispose() {
    clearTimeout(this.#slowTimer);
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
        h("p", {}, t(`error.${kind}`, { site: location.origin }), wait ? ` ${t("error.wait", { n: wait })}` : ""),
        kind === "rejected" && detail ? h("p", { class: "detail", dir: "auto" }, detail) : "",
        again,
      ),
    ];
  }

  /** Begins in the language of the answer's own words, and stays in it. */
  #refused() {
    const { text, suggestions, citations, language } = this.turn.answer;
    const t = Object.hasOwn(LANGUAGES, language) ? translator(language) : this.around.t;
    const nearest = suggestions.map((near) => h("li", {}, ...this.#near(t, near)));
    const instead = h("div", { lang: language || null, hidden: true });
    this.#instead(t, instead);
    return [
      h(
        "div",
        { class: "refusal", part: "refusal" },
        h("p", { class: "headline", lang: language || null, dir: "auto" }, text || t("turn.refused")),
        ...(nearest.length
          ? [h("h4", { lang: language || null }, t("turn.nearest")), h("ul", { class: "sources" }, ...nearest)]
          : []),
        instead,
      ),
      ...(citations.length ? this.#sources(new Set()) : []),
      ...this.#actions(),
    ];
  }

  /** A document near the question, with the sentence of it that is nearest. */
  #near(t, near) {
    const { service, language } = this.around;
    const answer = this.turn.answer.language;
    const href = near.quote ? service.readerUrl(near) : service.documentUrl(near.document_id);
    const about = aboutIn(near.about, language);
    return [
      h(
        "a",
        { href, target: "_blank", rel: "noopener", dir: "auto", lang: near.language || null },
        near.title,
        h("span", { class: "hidden" }, ` ${t("citation.tab")}`),
      ),
      h("span", { class: "origin" }, origin(t, Object.hasOwn(LANGUAGES, answer) ? answer : language, near)),
      about && h("span", { class: "about", dir: "auto" }, about),
      near.quote && h("blockquote", { dir: "auto", lang: near.language || null }, near.quote),
    ];
  }

  /** Questions that the archive does answer: the answer's own, else the archive's examples. */
  async #instead(t, place) {
    const { service, ask } = this.around;
    const { instead, language } = this.turn.answer;
    const known = instead.length ? [] : readExamples(await service.about().catch(() => ({})));
    const spoken = known.filter((one) => one.language === (language || this.around.language));
    const own = [...instead, ...spoken.map((one) => one.text)].slice(0, 2);
    if (!own.length) return;
    const items = own.map((one) => h("li", {}, h("button", { type: "button", dir: "auto", onclick: () => ask(one) }, one)));
    place.replaceChildren(h("h4", {}, t("turn.instead")), h("ul", { class: "instead" }, ...items));
    place.hidden = false;
  }

  #finished() {
    const { t } = this.around;
    const stopped = this.turn.state === "stopped" && h("p", { class: "note" }, t("turn.stopped"));
    return [...(stopped ? [stopped] : []), this.#legend(), ...this.#sources(this.answer.quoted), ...this.#actions()];
  }

  /** What the marks of this answer say, once. */
  #legend() {
    const { t } = this.around;
    const given = new Set(this.turn.answer.claims.map((claim) => claim.verdict));
    return h(
      "p",
      { class: "legend", hidden: !given.size },
      ...VERDICTS.filter((verdict) => given.has(verdict)).map((verdict) => verdictMark(t, verdict)),
    );
  }

  /** Cited documents that do not stand in the answer already, each once, with what is cited. */
  #sources(shown) {
    const { t } = this.around;
    const { citations, resolved } = this.turn.answer;
    const rest = citations.filter(({ number }) => !shown.has(number));
    if (!rest.length) return [];
    const items = byDocument(rest).map((cited) =>
      h(
        "li",
        {},
        h("span", { class: "number" }, ranges(cited.map((citation) => citation.number))),
        ...fromWhere(this.around, cited[0], citations),
        ...cited.map((one) =>
          h("blockquote", { lang: one.language || null, dir: "auto" }, ...marked(t, one, resolved || this.turn.question)),
        ),
      ),
    );
    return [h("h4", {}, t("turn.sources")), h("ol", { class: "sources", part: "sources" }, ...items)];
  }

  /** Opens to the same question; a follow-up's as it was understood, for it stands alone there. */
  #address() {
    const { question, asked, answer, filters } = this.turn;
    return this.around.service.answerUrl(answer.resolved || asked || question, filters);
  }

  #actions() {
    const { t, service, rate } = this.around;
    if (!this.turn.answer.text) return [];
    const status = h("span", { class: "copied", role: "status" });
    const copy = (label, shown, write, picture = "copy") =>
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
        icon(picture),
        shown,
      );
    const rating = ratingControls(t, this.turn.rating, (value, reason) => rate(this.turn, value, reason));
    return [
      h(
        "div",
        { class: "actions", part: "actions" },
        copy(t("copy.text"), t("copy.text"), asText),
        copy(t("copy.markdown"), "Markdown", asMarkdown),
        copy(t("citation.link"), t("citation.link"), () => this.#address(), "link"),
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
