/**
 * What the browser keeps between visits: the conversation and the words not
 * yet sent.  Storage may be forbidden, full or damaged; the widget then simply
 * forgets.
 */
import { readTurn } from "./model.js";

const TURNS = 20;
const LETTERS = 400_000;

/** @typedef {{turns: import("./model.js").Turn[], draft: string}} Kept */

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

  clear() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}
