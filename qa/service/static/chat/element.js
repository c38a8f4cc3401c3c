/**
 * <qa-chat>: a conversation with an archive, in a bubble or in the page.
 *
 * The element owns the conversation and the one question on its way; what is
 * on the screen is drawn from them anew whenever language or endpoint change.
 */
import { Service, ServiceError } from "./api.js";
import { Frame } from "./frame.js";
import { pickLanguage, translator } from "./i18n.js";
import { Memory } from "./memory.js";
import { newTurn, readAnswer, readCitation, readClaim, readExamples, readFilters } from "./model.js";
import { sheet } from "./style.js";

/** The service that served this very file. */
const HOME = new URL("../../", import.meta.url).href;
/** Turns before the question that travel with it. */
const HISTORY = 5;
const LANGUAGE_KEY = "qa-language";

export class QaChat extends HTMLElement {
  static observedAttributes = ["endpoint", "lang", "mode", "heading", "suggestions", "no-switch"];

  /** @type {Service} */
  #service;
  /** @type {Memory} */
  #memory;
  /** @type {import("./i18n.js").Translate} */
  #t;
  /** @type {import("./model.js").Turn[]} */
  #turns = [];
  #draft = "";
  /** @type {import("./model.js").Filters | null} */
  #filters = null;
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {AbortController | null} aborted when the element leaves the page */
  #life = null;
  /** @type {Frame | null} */
  #frame = null;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet()];
  }

  connectedCallback() {
    this.#life = new AbortController();
    this.#start();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#asking?.abort();
    this.#frame?.dispose();
    this.#life = this.#asking = this.#frame = null;
    this.shadowRoot.replaceChildren();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#life || before === after) return;
    if (name === "endpoint") {
      this.stop();
      this.#start();
    } else this.#draw();
  }

  /** Show the panel (in a page it is always shown). */
  open() {
    this.#frame?.open();
  }

  close() {
    this.#frame?.close();
  }

  /** Stop the answer on its way; what has arrived stays. */
  stop() {
    this.#asking?.abort();
  }

  clear() {
    this.#begin([]);
    this.#frame.announce(this.#t("panel.cleared"));
  }

  /** Put the conversation aside, where `past` has it, and begin another. */
  startNew() {
    this.#memory.putAside(this.#turns);
    this.#begin([]);
  }

  /** Conversations that were put aside, the newest first. */
  get past() {
    return this.#memory?.past() ?? [];
  }

  /** @param {string} id of a conversation in `past`, which is taken up again */
  takeUp(id) {
    const turns = this.#memory.take(id);
    this.#memory.putAside(this.#turns);
    if (turns) this.#begin(turns);
  }

  /**
   * @param {string} id of a conversation in `past`
   * @returns {() => void} brings it back
   */
  forget(id) {
    return this.#memory.forget(id);
  }

  /** Which documents may be cited from now on: `languages`, `sources`, `date_from`, … or null. */
  set filters(filters) {
    this.#filters = readFilters(filters);
  }

  get filters() {
    return this.#filters;
  }

  /** Questions asked in this conversation, as they would have to be asked alone. */
  get questions() {
    return this.#turns.map(({ question, asked, answer, filters }) => ({
      question: answer.resolved || asked || question,
      filters,
    }));
  }

  /**
   * Ask a question as if the person had typed it.
   * @param {string} question
   */
  async ask(question) {
    if (this.#asking || !this.#life) return;
    const turn = newTurn(question, { filters: this.#filters });
    this.#turns.push(turn);
    this.#draft = "";
    this.#frame.add(turn);
    this.#tell("qa-question", { question });
    await this.#answer(turn);
  }

  #begin(turns) {
    this.stop();
    this.#turns = turns;
    this.#draft = "";
    this.#keep();
    this.#draw();
    this.#frame.composer.focus();
    this.#tell("qa-conversation", {});
  }

  #start() {
    try {
      this.#service = new Service(this.getAttribute("endpoint") || HOME);
    } catch (error) {
      console.error(error);
      return;
    }
    this.#memory = new Memory([this.#service.base, this.id].filter(Boolean).join(" "));
    ({ turns: this.#turns, draft: this.#draft } = this.#memory.load());
    this.#draw();
  }

  #draw() {
    const shown = this.#frame?.dispose();
    const language = this.#language();
    this.#t = translator(language);
    this.#frame = new Frame({
      t: this.#t,
      language,
      service: this.#service,
      inline: this.getAttribute("mode") === "inline",
      heading: this.getAttribute("heading"),
      choosable: !this.hasAttribute("no-switch"),
      turns: this.#turns,
      draft: this.#draft,
      ask: (question) => this.ask(question),
      stop: () => this.stop(),
      clear: () => this.clear(),
      retry: (turn) => this.#asking || this.#answer(turn),
      reask: (turn, asked) => this.#asking || this.#answer(Object.assign(turn, { asked, alone: true })),
      rate: (turn, rating, reason) => this.#rate(turn, rating, reason),
      keepDraft: (draft) => this.#keep(draft),
      choose: (chosen) => this.#choose(chosen),
      suggestions: () => this.#suggestions(language),
    });
    this.shadowRoot.replaceChildren(...this.#frame.nodes);
    this.#frame.start({ open: shown?.open || this.hasAttribute("open"), busy: this.#asking !== null });
  }

  /** Ask the service, and follow its events into the turn. */
  async #answer(turn) {
    const asking = (this.#asking = new AbortController());
    Object.assign(turn, { ...newTurn(turn.question, turn), id: turn.id });
    this.#show(turn);
    this.#frame.setBusy(true);
    this.#keep();
    try {
      for await (const { event, data } of this.#service.ask(this.#request(turn), asking.signal)) {
        this.#receive(turn, event, data);
        this.#show(turn);
      }
      turn.state = "done";
      this.#frame?.announceEnd(turn);
      this.#tell("qa-answer", { question: turn.question, answer: turn.answer });
    } catch (error) {
      await this.#fail(turn, error, asking.signal.aborted);
    } finally {
      if (this.#asking === asking) this.#asking = null;
      this.#show(turn);
      this.#frame?.setBusy(false);
      this.#keep();
    }
  }

  #request(turn) {
    const before = this.#turns.slice(0, this.#turns.indexOf(turn));
    const history = before
      .filter((one) => one.state === "done")
      .slice(-HISTORY)
      .flatMap((one) => [
        { role: "user", content: one.asked || one.question },
        { role: "assistant", content: one.answer.text },
      ])
      .filter((message) => message.content);
    return {
      question: turn.asked || turn.question,
      language: "auto",
      reader_language: this.#language(),
      history: turn.alone ? [] : history,
      ...(turn.filters && { filters: given(turn.filters) }),
    };
  }

  #receive(turn, event, data) {
    const { answer } = turn;
    if (event === "done") turn.answer = readAnswer(data);
    else if (event === "start") {
      const { id, resolved, language } = readAnswer({ ...data, question: turn.asked || turn.question });
      Object.assign(answer, { id, resolved, language });
      return;
    } else if (event === "citation") answer.citations.push(readCitation(data));
    else if (event === "claim") {
      answer.claims.push(readClaim(data));
      this.#frame?.announce(answer.claims.at(-1).text);
    } else if (event === "text") answer.text += typeof data === "string" ? data : data.text ?? "";
    else return;
    turn.state = "streaming";
  }

  async #fail(turn, error, stopped) {
    if (stopped) {
      turn.state = "stopped";
      this.#frame?.announce(this.#t("turn.stopped"));
      return;
    }
    const known = error instanceof ServiceError ? error : new ServiceError("server");
    if (known !== error) console.error(error);
    turn.state = "failed";
    const kind = known.kind === "offline" && (await this.#service.isUnlisted()) ? "unlisted" : known.kind;
    turn.failure = { kind, detail: known.detail, wait: known.wait };
    this.#frame?.announce(this.#t(`error.${kind}`, { site: location.origin }));
    this.#tell("qa-error", { question: turn.question, kind });
  }

  async #rate(turn, rating, reason) {
    const { id: answer_id } = turn.answer;
    await this.#service.rate({ answer_id, question: turn.question, rating, reason });
    turn.rating = rating;
    this.#keep();
  }

  #show(turn) {
    this.#frame?.show(turn);
  }

  #keep(draft = this.#draft) {
    this.#draft = draft;
    this.#memory.save({ turns: this.#turns, draft });
  }

  /** The person's own choice, else what the page says, else what the browser says. */
  #language() {
    const chosen = this.hasAttribute("no-switch") ? null : readChoice();
    const page = this.closest("[lang]")?.getAttribute("lang");
    return pickLanguage(chosen, this.lang || page, ...navigator.languages);
  }

  #choose(language) {
    try {
      localStorage.setItem(LANGUAGE_KEY, language);
    } catch {
      this.lang = language;
    }
    this.#draw();
    this.#frame.focusSwitch(language);
  }

  /**
   * Questions to begin with: the page's own, else the archive's, those in the reader's language
   * first; where it has none in it, they are made from its titles.
   */
  async #suggestions(language) {
    const given = parseList(this.getAttribute("suggestions"));
    if (given) return given;
    let archive;
    try {
      archive = await this.#service.about();
    } catch (error) {
      if (error.kind === "offline" && (await this.#service.isUnlisted())) this.#frame?.tellUnlisted();
      throw error;
    }
    const known = readExamples(archive);
    const own = known.filter((one) => one.language === language || !one.language);
    const others = known.filter((one) => !own.includes(one));
    const titles = (archive.titles ?? []).map((one) => (typeof one === "string" ? one : one?.title ?? ""));
    const made = own.length ? [] : titles.filter(Boolean).map((title) => this.#t("ask.about", { title }));
    return [...own.map((one) => one.text), ...made.slice(0, 2), ...others.map((one) => one.text)];
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** What is asked for and nothing else: a server may not know every kind of filter. */
function given(filters) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value?.length));
}

function readChoice() {
  try {
    return localStorage.getItem(LANGUAGE_KEY);
  } catch {
    return null;
  }
}

/** `["…", "…"]`, else null. */
function parseList(json) {
  try {
    const list = JSON.parse(json ?? "");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : null;
  } catch {
    return null;
  }
}
