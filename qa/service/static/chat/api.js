/** The service's HTTP contract, seen from the browser. */
import { readEvents } from "./sse.js";

/** Seconds without a byte after which an answer is given up. */
const PATIENCE = 90;

/**
 * What went wrong, in a word that the interface has a sentence for: `offline`,
 * `dropped`, `timeout`, `busy`, `starting`, `server`, `rejected`.
 */
export class ServiceError extends Error {
  /**
   * @param {string} kind
   * @param {{detail?: string, wait?: number, status?: number, slug?: string}} [about] wait in
   *   seconds; `slug` names the problem more closely than its kind does
   */
  constructor(kind, { detail = "", wait = 0, status = 0, slug = "" } = {}) {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
    this.wait = wait;
    this.status = status;
    this.slug = slug;
  }
}

export class Service {
  /** @type {Promise<any> | null} */
  #about = null;

  /** @param {string} endpoint address of the service, with or without a final slash */
  constructor(endpoint) {
    const base = new URL(endpoint, document.baseURI);
    if (!/^https?:$/.test(base.protocol)) {
      throw new Error(`the endpoint must be http or https, not ${endpoint}`);
    }
    if (!base.pathname.endsWith("/")) base.pathname += "/";
    this.base = base.href;
  }

  /**
   * Ask, and get events as they come: `{event, data}` with `start`, `citation`,
   * `claim`, `text`, and last `done` with the whole answer.
   * @param {object} question body of POST /v1/answers
   * @param {AbortSignal} signal stops the work on the server too
   */
  async *ask(question, signal) {
    const watch = new AbortController();
    let timer = 0;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => watch.abort(), PATIENCE * 1000);
    };
    const relay = () => watch.abort();
    signal.addEventListener("abort", relay);
    alive();
    try {
      const response = await this.#send("v1/answers", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
        body: JSON.stringify({ ...question, stream: true }),
        signal: watch.signal,
      });
      if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
        yield { event: "done", data: await response.json() };
        return;
      }
      for await (const { event, data } of readEvents(response.body)) {
        alive();
        const value = JSON.parse(data);
        if (event === "error") throw failure(Number(value.status) || 500, value);
        yield { event, data: value };
        if (event === "done") return;
      }
      throw new ServiceError("dropped");
    } catch (error) {
      if (error instanceof ServiceError || signal.aborted) throw error;
      throw new ServiceError(watch.signal.aborted ? "timeout" : "dropped");
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", relay);
      watch.abort(); // whoever leaves the loop early stops the server too
    }
  }

  /** What is in the archive; see GET /v1/archive. */
  archive(signal) {
    return this.#json("v1/archive", { signal });
  }

  /** The same, asked once. */
  about() {
    return (this.#about ??= this.archive().catch((error) => {
      this.#about = null;
      throw error;
    }));
  }

  /** @param {Record<string, string | number | string[]>} asked see GET /v1/documents */
  documents(asked = {}, signal) {
    const given = Object.entries(asked).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
    return this.#json(`v1/documents?${new URLSearchParams(given)}`, { signal });
  }

  /**
   * A quotation in another language; see POST /v1/translate.
   * @returns {Promise<{text: string, verdict?: string}>}
   */
  translate({ document_id, start, end }, language) {
    return this.#json("v1/translate", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ document_id, start, end, language }),
    });
  }

  /** Whether the server is there but does not speak to the page's site. */
  async isUnlisted() {
    if (new URL(this.base).origin === location.origin) return false;
    const there = () => fetch(`${this.base}livez`, { mode: "no-cors", credentials: "omit", cache: "no-store" });
    return there().then(() => true, () => false);
  }

  document(id, signal) {
    return this.#json(`v1/documents/${encodeURIComponent(id)}`, { signal });
  }

  /** The same text in other languages; see GET /v1/documents/{id}/versions. */
  versions(id) {
    return this.#json(`v1/documents/${encodeURIComponent(id)}/versions`);
  }

  /** People and organisations; see GET /v1/names. */
  names(asked, signal) {
    return this.#json(`v1/names?${new URLSearchParams(asked)}`, { signal });
  }

  /** @param {{answer_id: string, question: string, rating: "up" | "down", reason: string}} rating */
  async rate(rating) {
    await this.#send("v1/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(rating),
    });
  }

  /** Begin reading the archive's folders again, or join the run that is going on. */
  reindex(key, documents = []) {
    const body = JSON.stringify({ documents });
    return this.#json("v1/reindex", { method: "POST", headers: { ...bearer(key), "Content-Type": "application/json" }, body });
  }

  /** How far that is; see GET /v1/reindex. */
  reindexing(key) {
    return this.#json("v1/reindex", { headers: bearer(key) });
  }

  /** What could not be read when it was indexed last; see GET /v1/problems. */
  problems(key) {
    return this.#json("v1/problems", { headers: bearer(key) });
  }

  /** End it after the document in hand. */
  stopReindexing(key) {
    return this.#json("v1/reindex", { method: "DELETE", headers: bearer(key) });
  }

  /** @param {Record<string, string | number>} asked see GET /v1/feedback */
  feedback(key, asked = {}) {
    return this.#json(`v1/feedback?${new URLSearchParams(Object.entries(asked).map(([k, v]) => [k, String(v)]))}`, { headers: bearer(key) });
  }

  /** @param {"open" | "done"} status of one rating */
  async settle(id, status, key) {
    await this.#send(`v1/feedback/${id}`, {
      method: "PATCH",
      headers: { ...bearer(key), "Content-Type": "application/json" },
      body: JSON.stringify({ status }),
    });
  }

  /** Bring a deleted document back, while the server still has it. */
  async restore(id, key) {
    await this.#send(`v1/documents/${encodeURIComponent(id)}/restore`, { method: "POST", headers: bearer(key) });
  }

  async remove(id, key) {
    await this.#send(`v1/documents/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: bearer(key),
    });
  }

  /**
   * Upload one file.
   * @param {File} file
   * @param {string} name under which it is kept, perhaps with folders
   * @param {string} collection "" for the usual one
   * @param {string} key
   * @param {AbortSignal} signal
   * @returns {Promise<any>} see POST /v1/documents
   */
  upload(file, name, collection, key, signal) {
    const form = new FormData();
    if (collection) form.append("collection", collection);
    form.append("files", file, name);
    return this.#json("v1/documents", { method: "POST", headers: bearer(key), body: form, signal });
  }

  /**
   * Address of a cited span in the reader; the answer's other citations travel
   * in the fragment, which no server sees.
   * @param {{document_id: string, start: number, end: number}} citation
   * @param {{document_id: string, start: number, end: number}[]} [all]
   */
  readerUrl(citation, all = []) {
    const span = `${citation.start},${citation.end}`;
    const others = all
      .slice(0, 50)
      .map((one) => `${encodeURIComponent(one.document_id)}:${one.start},${one.end}`)
      .join(";");
    return `${this.documentUrl(citation.document_id)}#char=${span}${all.length > 1 ? `&cited=${others}` : ""}`;
  }

  documentUrl(id) {
    return `${this.base}documents/${encodeURIComponent(id)}`;
  }

  /**
   * Address that asks a question anew, of the same part of the archive.
   * @param {string} question
   * @param {import("./model.js").Filters | null} filters
   */
  answerUrl(question, filters) {
    const asked = new URLSearchParams({ q: question });
    for (const [name, value] of Object.entries(filters ?? {})) {
      for (const one of [value].flat()) if (one) asked.append(name, one);
    }
    return `${this.base}#${asked}`;
  }

  async #json(path, options) {
    return (await this.#send(path, options)).json();
  }

  async #send(path, options) {
    let response;
    try {
      response = await fetch(this.base + path, { credentials: "omit", ...options });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ServiceError("offline");
    }
    if (response.ok) return response;
    throw failure(response.status, parse(await response.text()), response.headers.get("Retry-After"));
  }
}

/** Headers hold bytes: a key with other letters travels as its UTF-8. */
function bearer(key) {
  const bytes = String.fromCharCode(...new TextEncoder().encode(key));
  return { Authorization: `Bearer ${bytes}` };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {any} problem an RFC 9457 object, as far as it could be read */
function failure(status, problem, retryAfter = "") {
  const kind =
    status === 429 ? "busy" : status === 503 ? "starting" : status >= 500 ? "server" : "rejected";
  const detail = typeof problem?.detail === "string" ? problem.detail : "";
  const slug = /\/problems\/([\w-]+)$/.exec(problem?.type ?? "")?.[1] ?? "";
  return new ServiceError(kind, { detail, wait: Number(retryAfter) || 0, status, slug });
}
