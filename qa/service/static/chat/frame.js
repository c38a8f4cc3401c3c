/** What surrounds the conversation: bubble, panel, header, log, and the voice for screen readers. */
import { Card } from "./card.js";
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { LANGUAGES } from "./strings.js";
import { TurnView } from "./turn.js";

const PHONE = "(max-width: 600px)";
const SUGGESTIONS = 4;
/** Above this many letters an announcement is cut: the answer itself can be read at one's own pace. */
const SPOKEN = 600;
/** Milliseconds until what was announced goes: read at leisure, it would only repeat the answer. */
const SPOKEN_FOR = 15_000;

/**
 * @typedef {object} Options what a frame shows and whom it tells
 * @property {import("./i18n.js").Translate} t
 * @property {import("./i18n.js").Language} language
 * @property {import("./api.js").Service} service
 * @property {boolean} inline
 * @property {string | null} heading
 * @property {boolean} choosable whether the person may change the language
 * @property {import("./model.js").Turn[]} turns
 * @property {string} draft
 * @property {(question: string) => void} ask
 * @property {() => void} stop
 * @property {() => void} clear
 * @property {(turn: import("./model.js").Turn) => void} retry
 * @property {(turn: import("./model.js").Turn, asked: string) => void} reask
 * @property {(turn: import("./model.js").Turn, rating: "up" | "down", reason: string) => Promise<void>} rate
 * @property {(draft: string) => void} keepDraft
 * @property {(language: string) => void} choose
 * @property {() => Promise<string[]>} suggestions
 */

export class Frame {
  /** @type {Map<string, TurnView>} */
  #views = new Map();
  #life = new AbortController();
  #begun = false;
  #reopening = false;
  #forgetting = 0;

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    const { t, language, inline } = options;
    this.card = new Card(t, language, options.service);
    this.composer = new Composer(t, {
      ask: options.ask,
      stop: options.stop,
      draft: options.keepDraft,
    });
    this.voice = h("div", { class: "hidden", "aria-live": "polite", "data-voice": true });
    this.examples = h("section", { class: "suggestions", part: "suggestions", hidden: true });
    this.welcome = h("p", { class: "welcome" }, t("panel.welcome"));
    this.log = h("div", { class: "log", part: "log", role: "region", tabindex: 0, "aria-label": t("panel.conversation") });
    this.launcher = h(
      "button",
      { type: "button", class: "launcher", part: "launcher", "aria-expanded": "false", "aria-haspopup": "dialog", onclick: () => this.open() },
      icon("ask"),
      options.heading || t("panel.open"),
    );
    this.panel = this.#panel();
    this.nodes = inline ? [this.panel] : [this.launcher, this.panel];
    if (!inline) {
      const phone = matchMedia(PHONE);
      phone.addEventListener("change", () => this.#isOpen() && this.#reopen(), { signal: this.#life.signal });
    }
  }

  /** Called once the nodes are in the page. */
  start({ open, busy }) {
    const { inline, turns, draft } = this.options;
    turns.forEach((turn) => this.#place(turn));
    this.composer.setBusy(busy);
    this.composer.value = draft;
    if (inline) this.#begin();
    else if (open) this.open();
  }

  open() {
    if (this.options.inline) return this.composer.focus();
    if (!this.#isOpen()) {
      if (matchMedia(PHONE).matches) this.panel.showModal();
      else this.panel.show();
      this.launcher.setAttribute("aria-expanded", "true");
      this.launcher.classList.add("away");
      this.#begin();
    }
    this.composer.value = this.composer.value; // measured only now that it is shown
    return this.composer.focus();
  }

  close() {
    if (this.#isOpen()) this.panel.close();
  }

  /** A new question, at the end of the conversation. */
  add(turn) {
    this.voice.replaceChildren();
    this.#place(turn);
    if (this.panel.contains(this.panel.getRootNode().activeElement?.closest(".suggestions"))) this.log.focus();
    this.examples.hidden = true;
  }

  show(turn) {
    const view = this.#views.get(turn.id);
    if (!view) return;
    view.update();
    const stage = turn.state === "waiting" ? "asked" : "answered";
    if (view.element.dataset.stage !== stage) this.#reveal(view.element);
    view.element.dataset.stage = stage;
  }

  setBusy(busy) {
    this.composer.setBusy(busy);
  }

  /** Say something to those who listen; the answer on the screen stays silent. */
  announce(text) {
    const words = text.length > SPOKEN ? `${text.slice(0, SPOKEN)}…` : text;
    this.voice.append(h("p", { dir: "auto" }, words));
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => this.voice.replaceChildren(), SPOKEN_FOR);
  }

  announceEnd({ answer }) {
    const { t } = this.options;
    if (answer.refused) this.announce(answer.text || t("turn.refused"));
    else {
      if (!answer.claims.length) this.announce(answer.text);
      this.announce(t("turn.ready", { n: answer.citations.length }));
    }
  }

  /** The archive's keeper has not allowed the page's site. */
  tellUnlisted() {
    const { t } = this.options;
    this.welcome.replaceChildren(t("error.unlisted", { site: location.origin }));
    this.welcome.classList.add("failure");
    this.welcome.setAttribute("role", "status");
  }

  focusSwitch(language) {
    this.panel.querySelector(`.switch [lang=${language}]`)?.focus();
  }

  /** @returns {{open: boolean}} what the next frame should know */
  dispose() {
    const open = !this.options.inline && this.#isOpen();
    this.#life.abort();
    clearTimeout(this.#forgetting);
    this.#views.forEach((view) => view.dispose());
    return { open };
  }

  #isOpen() {
    return this.panel.hasAttribute("open");
  }

  /** From beside the page to full screen, or back, without losing anything. */
  #reopen() {
    const focused = this.panel.getRootNode().activeElement;
    this.#reopening = true;
    this.panel.close();
    this.#reopening = false;
    if (matchMedia(PHONE).matches) this.panel.showModal();
    else this.panel.show();
    focused?.focus();
  }

  #closed() {
    if (this.#reopening || this.#isOpen()) return;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.classList.remove("away");
    this.launcher.focus();
  }

  #panel() {
    const { inline, language } = this.options;
    const content = [this.#header(), this.log, this.composer.element, this.examples, this.card.element, this.voice];
    this.log.append(this.welcome);
    if (!inline) this.log.append(this.examples);
    const props = { class: "panel", part: "panel", lang: language, "aria-labelledby": "heading" };
    if (inline) return h("section", { ...props, class: "panel inline" }, ...content);
    return h(
      "dialog",
      {
        ...props,
        onclose: (event) => event.target === this.panel && this.#closed(),
        onkeydown: (event) => {
          if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
          event.preventDefault();
          this.close();
        },
      },
      ...content.filter((node) => node !== this.examples),
    );
  }

  #header() {
    const { t, inline, heading, clear, choosable } = this.options;
    const tool = (label, name, act) =>
      h("button", { type: "button", class: `tool ${name}`, "aria-label": t(label), title: t(label), onclick: act }, icon(name));
    return h(
      "div",
      { class: "head", part: "header" },
      h("h2", { id: "heading" }, heading || t("panel.title")),
      choosable && this.#switch(),
      tool("panel.clear", "clear", clear),
      !inline && tool("panel.close", "close", () => this.close()),
    );
  }

  #switch() {
    const { t, language, choose } = this.options;
    const buttons = Object.entries(LANGUAGES).map(([code, { name, short }]) =>
      h(
        "button",
        { type: "button", lang: code, "aria-pressed": String(code === language), "aria-label": `${short}, ${name}`, onclick: () => choose(code) },
        short,
      ),
    );
    return h("div", { class: "switch", role: "group", "aria-label": t("panel.language") }, ...buttons);
  }

  #place(turn) {
    const { t, language, service, retry, reask, rate, ask } = this.options;
    const announce = (text) => this.announce(text);
    const again = (failed) => {
      this.log.focus(); // the button that had the focus goes away
      retry(failed);
    };
    const other = (turn, asked) => {
      this.log.focus();
      reask(turn, asked);
    };
    const around = { t, language, service, card: this.card, announce, retry: again, reask: other, ask, rate };
    const view = new TurnView(turn, around);
    this.#views.set(turn.id, view);
    this.welcome.hidden = true;
    this.log.append(view.element);
  }

  /** The question to the top, so that its answer is read from the beginning. */
  #reveal(element) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  /** The first time it is seen: show the last turn, or questions to begin with. */
  async #begin() {
    if (this.#begun) return;
    this.#begun = true;
    const { t, turns, ask, suggestions } = this.options;
    if (turns.length) {
      if (!this.options.inline) this.log.scrollTop = this.log.scrollHeight;
      return;
    }
    const questions = await suggestions().catch(() => []); // a box without examples still works
    if (!questions.length || turns.length) return;
    const items = questions
      .slice(0, SUGGESTIONS)
      .map((question) => h("li", {}, h("button", { type: "button", dir: "auto", onclick: () => ask(question) }, question)));
    this.examples.replaceChildren(h("h3", {}, t("ask.suggestions")), h("ul", {}, ...items));
    this.examples.hidden = false;
  }
}
