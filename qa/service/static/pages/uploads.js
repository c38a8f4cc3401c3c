/**
 * Files given by the keeper, sent one after the other, each with a row of its own.
 *
 * One file is one request: what was added is known at once, and a file that cannot be read or a
 * connection that breaks touches no other.  What was not sent waits, and goes on when asked to,
 * or by itself when the browser is on line again.
 */
import { h } from "../chat/dom.js";
import { dropped, handed } from "./given.js";
import { REASONS, why } from "./outcome.js";
import { part, service } from "./site.js";

/** Waiting for somebody else who writes, or for a busy server: attempts, and milliseconds between. */
const TRIES = 5;
const PAUSE = 1500;
/** Milliseconds between two words on how far it is. */
const SILENCE = 5000;

/** @type {{file: File, name: string, state: string, error: any, report: any, row: HTMLElement | null}[]} */
const given = [];
let running = false;
/** When the polite region spoke last. */
let spoken = 0;
let halt = new AbortController();
/** The run in hand, and whether it was broken off because the page changed its language. */
let sending = Promise.resolve();
let interrupted = false;

/**
 * @param {import("./keeping.js").Keeper} keeper
 * @param {() => Promise<void>} changed called when a run has ended
 */
export function uploads({ t, key, signal, reason, say }, changed) {
  const form = part("upload");

  function take(files) {
    for (const { file, name } of files) given.push({ file, name, state: "waiting", error: null, report: null, row: null });
    draw();
    go();
  }

  function draw() {
    part("sheet").hidden = !given.length;
    part("given").replaceChildren(...given.map((one) => (one.row = row(one))));
    count();
  }

  function row({ name, state, error, report }) {
    const parts = state === "failed" ? [h("div", {}, ...refused(error))] : [];
    const left = report?.dropped ?? [];
    if (left.length) parts.push(leftOut(left));
    for (const note of report?.notes ?? []) parts.push(h("p", { dir: "auto" }, note.text ?? String(note)));
    return h(
      "tr",
      { class: `is-${state}` },
      h("th", { scope: "row" }, h("bdi", { dir: "ltr" }, name)),
      h("td", {}, t(`upload.${state}`)),
      h("td", { dir: "auto" }, ...parts),
    );
  }

  const refused = (error) => (REASONS.includes(error.slug) ? why(t, error.slug, error.detail) : [reason(error)]);

  function leftOut(pieces) {
    const items = pieces.map((one) => h("li", { dir: "auto" }, [one.text, one.reason].filter(Boolean).join(" — ")));
    return h("details", {}, h("summary", {}, t("upload.dropped", { n: pieces.length })), h("ul", {}, ...items));
  }

  function set(one, state, more = {}) {
    Object.assign(one, { state, ...more });
    const fresh = row(one);
    one.row?.replaceWith(fresh);
    one.row = fresh;
    count();
  }

  function count(lost = false) {
    const done = given.filter(({ state }) => !["waiting", "sending"].includes(state)).length;
    const bad = given.filter(({ state }) => state === "failed").length;
    part("progress").hidden = !running;
    part("progress").value = given.length ? done / given.length : 0;
    part("halt").hidden = !running;
    part("resume").hidden = running || done === given.length;
    const words = given.length ? t("upload.counted", { done, n: given.length, bad }) : "";
    const told = lost ? `${t("upload.lost")} ${words}` : words;
    // The polite region would speak of every file: now and then is enough, and at the end.
    if (running && !lost && Date.now() - spoken < SILENCE) return;
    spoken = Date.now();
    part("uploaded").textContent = told;
  }

  function go() {
    if (!running) sending = run();
  }

  async function run() {
    running = true;
    halt = new AbortController();
    const leave = () => {
      interrupted = true;
      halt.abort();
    };
    signal.addEventListener("abort", leave, { once: true });
    let lost = false;
    try {
      for (let one = next(); one && !halt.signal.aborted; one = next()) {
        lost = !(await send(one));
        if (lost) break;
      }
    } finally {
      running = false;
      signal.removeEventListener("abort", leave);
    }
    if (signal.aborted) return;
    count(lost);
    try {
      await changed();
    } catch (error) {
      say(reason(error));
    }
  }

  const next = () => given.find(({ state }) => state === "waiting");

  /** False when the server cannot be reached: the file waits again. */
  async function send(one, tries = TRIES) {
    set(one, "sending");
    try {
      const report = await service.upload(one.file, one.name, part("collection").value, key, halt.signal);
      const state = ["added", "updated", "unchanged"].find((name) => report[name]) ?? "failed";
      const problem = report.problems?.[0];
      set(one, state, { report, error: problem ? { slug: problem.kind ?? "", detail: problem.reason } : { slug: "unreadable-document" } });
      return true;
    } catch (error) {
      if (halt.signal.aborted) {
        set(one, "waiting");
        return true;
      }
      const busy = ["busy", "starting"].includes(error.kind) || error.slug === "index-busy";
      if (busy && tries > 1) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(PAUSE, 1000 * error.wait)));
        return send(one, tries - 1);
      }
      const unreached = ["offline", "dropped"].includes(error.kind) || [401, 403].includes(error.status) || busy;
      set(one, unreached ? "waiting" : "failed", { error });
      return !unreached;
    }
  }

  /** Where there are several collections, which one the files belong to. */
  service.about().then(({ collections }) => {
    const names = Object.keys(collections ?? {});
    part("into").hidden = names.length < 2;
    if (names.length > 1) part("collection").replaceChildren(...names.map((name) => h("option", { value: name }, name)));
  }, () => {});

  form.onsubmit = (event) => event.preventDefault();
  for (const name of ["files", "folder"]) {
    part(name).onchange = () => {
      take(handed(part(name).files));
      part(name).value = "";
    };
  }
  form.ondragover = (event) => {
    event.preventDefault();
    form.classList.add("over");
  };
  form.ondragleave = () => form.classList.remove("over");
  form.ondrop = async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    take(await dropped(event.dataTransfer));
  };
  part("halt").onclick = () => halt.abort();
  part("resume").onclick = go;
  addEventListener("online", () => next() && go(), { signal });
  addEventListener("beforeunload", (event) => running && event.preventDefault(), { signal });
  draw();
  sending.then(() => {
    if (interrupted && next()) go();
    interrupted = false;
  });
}
