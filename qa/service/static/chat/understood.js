/** How a question was read, where that is not as it was written: to be seen, changed or refused. */
import { h, icon } from "./dom.js";
import { languageName } from "./i18n.js";

export class Understood {
  #shown = "";
  /** While the words are being changed they stay as they are. */
  #editing = false;

  /**
   * @param {import("./model.js").Turn} turn
   * @param {import("./turn.js").Surroundings} around
   */
  constructor(turn, around) {
    this.turn = turn;
    this.around = around;
    this.element = h("div", { class: "resolved", part: "understood", hidden: true });
  }

  update() {
    const { answer, asked, filters } = this.turn;
    const meant = answer.resolved || asked;
    const key = JSON.stringify([meant, answer.searched, filters]);
    if (key === this.#shown || this.#editing) return;
    this.#shown = key;
    const { t } = this.around;
    const searched = answer.searched.map((text) => h("q", { dir: "auto" }, text));
    const lines = [
      meant && this.#chip(meant),
      searched.length > 0 && h("p", {}, `${t("turn.searched")}: `, ...searched),
      filters && h("p", {}, `${t("turn.only")}: ${describe(this.around, filters)}`),
    ].filter(Boolean);
    this.element.hidden = !lines.length;
    this.element.replaceChildren(...lines);
  }

  #chip(meant) {
    const { t } = this.around;
    const tool = (label, name, act) =>
      h("button", { type: "button", class: `tool ${name}`, "aria-label": t(label), title: t(label), onclick: act }, icon(name));
    const chip = h(
      "div",
      { class: "chip" },
      h("span", { class: "label" }, `${t("turn.resolved")}: `),
      h("bdi", {}, asWritten(meant)),
      tool("turn.edit", "edit", () => this.#edit(chip, meant)),
      tool("turn.alone", "close", () => this.around.reask(this.turn, "")),
    );
    return chip;
  }

  #edit(chip, meant) {
    const { t } = this.around;
    this.#editing = true;
    const box = h("input", { type: "text", maxlength: 2000, dir: "auto", "aria-label": t("turn.edit") });
    box.value = asWritten(meant);
    const back = () => {
      this.#editing = false;
      form.replaceWith(chip);
      chip.querySelector(".edit").focus();
    };
    const form = h(
      "form",
      {
        class: "chip",
        onsubmit: (event) => {
          event.preventDefault();
          if (!box.value.trim()) return;
          this.#editing = false;
          this.#shown = "";
          this.around.reask(this.turn, box.value.trim());
        },
        onkeydown: (event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          back();
        },
      },
      box,
      h("button", { type: "submit", class: "plain" }, t("ask.send")),
      h("button", { type: "button", class: "plain", onclick: back }, t("rate.cancel")),
    );
    chip.replaceWith(form);
    box.focus();
  }
}

/** A subject that was added in brackets, `Who spoke (the 31st session)?`, as a person would put it. */
export function asWritten(question) {
  const added = /^(.+?) \(([^()]+)\)\?$/s.exec(question);
  return added ? `${added[2]}: ${added[1]}?` : question;
}

/** Filters in a line of words. */
export function describe({ t }, { languages, sources, collections, date_from: from, date_to: to }) {
  const years = [from, to].map((day) => day?.slice(0, 4) ?? "");
  const span = years[0] === years[1] ? years[0] : years.join("–");
  return [...languages.map((code) => languageName(t, code)), ...collections, ...sources, span].filter(Boolean).join(", ");
}
