/** The question box: grows with its text, counts near the limit, sends or stops. */
import { h, icon } from "./dom.js";
import { countPoints } from "./offsets.js";

export const LIMIT = 2000;
const COUNT_FROM = 200;

export class Composer {
  /**
   * @param {import("./i18n.js").Translate} t
   * @param {object} on
   * @param {(question: string) => void} on.ask
   * @param {() => void} on.stop
   * @param {(draft: string) => void} on.draft each change of the unsent words
   */
  constructor(t, on) {
    this.t = t;
    this.on = on;
    this.busy = false;
    this.box = h("textarea", {
      part: "input",
      rows: 1,
      "aria-label": t("ask.label"),
      "aria-describedby": "hint count",
      placeholder: t("ask.placeholder"),
      enterkeyhint: "send",
      dir: "auto",
      oninput: () => this.#changed(),
      onkeydown: (event) => this.#key(event),
    });
    this.button = h("button", { type: "submit", class: "send", part: "send" });
    this.count = h("span", { class: "count", id: "count" });
    this.element = h(
      "form",
      { class: "composer", part: "composer", onsubmit: (event) => this.#submit(event) },
      h("div", { class: "field" }, this.box, this.button),
      h("p", { class: "under" }, h("span", { id: "hint" }, t("ask.hint")), this.count),
    );
    this.setBusy(false);
  }

  get value() {
    return this.box.value;
  }

  set value(text) {
    this.box.value = text;
    this.#measure();
  }

  /** @param {boolean} busy while an answer is on its way the button stops it */
  setBusy(busy) {
    this.busy = busy;
    this.button.replaceChildren(icon(busy ? "stop" : "send"), this.t(busy ? "ask.stop" : "ask.send"));
    this.button.classList.toggle("stopping", busy);
    this.#measure();
  }

  focus() {
    this.box.focus({ preventScroll: true });
  }

  #changed() {
    this.#measure();
    this.on.draft(this.box.value);
  }

  #measure() {
    const left = LIMIT - countPoints(this.box.value.trim());
    const word = left < 0 ? "ask.over" : "ask.left";
    this.count.textContent = left < COUNT_FROM ? this.t(word, { n: Math.abs(left) }) : "";
    this.count.classList.toggle("over", left < 0);
    this.box.setAttribute("aria-invalid", String(left < 0));
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${this.box.scrollHeight}px`;
  }

  /** Enter while a word is being composed belongs to the input method. */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.busy) this.#send();
  }

  #submit(event) {
    event.preventDefault();
    if (this.busy) this.on.stop();
    else this.#send();
  }

  #send() {
    const question = this.box.value.trim();
    if (!question || countPoints(question) > LIMIT) return this.focus();
    this.value = "";
    this.on.ask(question);
  }
}
