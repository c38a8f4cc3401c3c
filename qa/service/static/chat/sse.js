/**
 * Server-sent events over any response body.  The browser's EventSource can
 * only GET, and a question is POSTed.
 */

/** @typedef {{event: string, data: string}} ServerEvent */

/** Turns pieces of an event stream, cut anywhere, into events. */
export class EventParser {
  #rest = "";
  #event = "";
  /** @type {string[]} */
  #data = [];

  /**
   * @param {string} piece
   * @returns {ServerEvent[]} those that `piece` completed
   */
  push(piece) {
    const events = [];
    this.#rest += piece;
    // A carriage return at the very end may be the first half of CRLF: it waits.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line !== "") this.#field(line);
      else if (this.#data.length) events.push(this.#take());
      else this.#event = "";
    }
    return events;
  }

  #field(line) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
  }

  #take() {
    const event = { event: this.#event || "message", data: this.#data.join("\n") };
    this.#event = "";
    this.#data = [];
    return event;
  }
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<ServerEvent>}
 */
export async function* readEvents(body) {
  const parser = new EventParser();
  const decoder = new TextDecoder(); // drops a byte order mark, replaces broken UTF-8
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {}); // the reader may have left early, or the stream have failed
  }
}
