/**
 * What the browser keeps between visits: the conversation and the words not
 * yet sent.  Storage may be forbidden, full or damaged; the widget then simply
 * forgets.
 */
import { readTurn } from "./model.js";

/** Conversations that were put aside. */
const PAST = 30;
const TURNS = 20;
const LETTERS = 400_000;

/** @typedef {{turns: import("./model.js").Turn[], draft: string}} Kept */
/** @typedef {{id: string, title: string, time: string, turns: object[]}} Past */

export class Memory {
  /** @param {string} name two widgets with one name share a conversation */
  constructor(name) {
    this.key = `qa-chat ${name}`;
  }

  /** @returns {Kept} */
  load() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      const turns = (Array.isArray(kept.turns) ? kept.turns : []).map(readTurn);
      return { turns, draft: typeof kept.draft === "string" ? kept.draft : "" };
    } catch {
      return { turns: [], draft: "" };
    }
  }

  /** @param {Kept} kept the oldest turns are dropped when there are too many */
  save({ turns, draft }) {
    const recent = turns.slice(-TURNS);
    let text = JSON.stringify({ turns: recent, draft });
    while (text.length > LETTERS && recent.length > 1) {
      recent.shift();
      text = JSON.stringify({ turns: recent, draft });
    }
    try {
      localStorage.setItem(this.key, text);
    } catch {
      // Not kept: the conversation lives on in the page.
    }
  }

  /** @returns {Past[]} conversations that were put aside, the newest first */
  past() {
    try {
      const kept = JSON.parse(localStorage.getItem(`${this.key} past`) ?? "[]");
      return (Array.isArray(kept) ? kept : []).filter((one) => one && one.id && Array.isArray(one.turns));
    } catch {
      return [];
    }
  }

  /** @param {import("./model.js").Turn[]} turns */
  putAside(turns) {
    if (!turns.length) return;
    const [{ id, question }] = turns;
    const rest = this.past().filter((one) => one.id !== id);
    this.#keepPast([{ id, title: question, time: new Date().toISOString(), turns }, ...rest]);
  }

  /** The turns of a conversation, which is put aside no longer. */
  take(id) {
    const found = this.past().find((one) => one.id === id);
    this.forget(id);
    return found ? found.turns.map(readTurn) : null;
  }

  /** @returns {() => void} brings it back to its place */
  forget(id) {
    const before = this.past();
    this.#keepPast(before.filter((one) => one.id !== id));
    return () => {
      const now = this.past();
      const gone = before.filter((one) => one.id === id && now.every((other) => other.id !== id));
      this.#keepPast([...now, ...gone].sort((a, b) => (a.time < b.time ? 1 : -1)));
    };
  }

  /** The oldest are dropped when there is no room. */
  #keepPast(conversations) {
    const recent = conversations.slice(0, PAST);
    while (JSON.stringify(recent).length > 4 * LETTERS) recent.pop();
    try {
      localStorage.setItem(`${this.key} past`, JSON.stringify(recent));
    } catch {
      // Not kept: see above.
    }
  }
}
