/**
 * Reading the archive's folders again.  The server does it whether or not the
 * page stays open, so the page only asks how far it is, also when it comes back.
 */
import { h } from "../chat/dom.js";
import { outcome, unread } from "./outcome.js";
import { part, service } from "./site.js";

/** Milliseconds between two questions. */
const PAUSE = 700;

const goesOn = (state) => state === "running" || state === "stopping";

/**
 * @param {import("./keeping.js").Keeper} keeper
 * @param {() => Promise<void>} changed called when a run is done
 * @returns {(ids: string[]) => void} reads the files of some documents again
 */
export function reindexing({ t, key, signal, reason, say }, changed) {
  const button = part("again");
  const stop = part("stop");
  /** The keeper has said so; the server may not have heard it yet. */
  let stopping = false;
  /** Runs that are followed: what the server said before the last was begun is old. */
  let followed = 0;

  function draw({ state, sources, progress, report, error }) {
    const running = goesOn(state);
    stopping = running && (stopping || state === "stopping");
    part("sources").replaceChildren(...sources.map((path) => h("li", { dir: "auto" }, path)));
    advance(running, progress);
    if (running) tell(t(stopping ? "reindex.stopping" : "reindex.running"));
    else if (state === "stopped") tell([t("reindex.stopped"), read(progress)].filter(Boolean).join(" · "));
    else if (state === "failed") fail(t("admin.failed", { detail: error }));
    else if (report) tell(outcome(t, report), report.problems);
    else tell("");
  }

  function advance(running, progress) {
    // Not `disabled`, which would take the focus away.
    button.setAttribute("aria-disabled", String(running));
    stop.setAttribute("aria-disabled", String(stopping));
    if (!running && document.activeElement === stop) button.focus();
    stop.hidden = !running;
    const bar = part("advance");
    bar.hidden = !running;
    const { documents, total, source } = progress ?? {};
    // Without a value the bar says only that something goes on.
    if (total) bar.value = documents / total;
    else bar.removeAttribute("value");
    part("inhand").textContent = running ? [read(progress), source].filter(Boolean).join(" · ") : "";
  }

  /** How many documents, in words. */
  function read(progress) {
    return progress?.total ? t("reindex.progress", { i: progress.documents, n: progress.total }) : "";
  }

  /** The polite region is written only when its words change, so that it speaks once. */
  function tell(text, problems = [], bad = false) {
    const status = part("reindexed");
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("bad", bad);
    part("unread").replaceChildren(...unread(t, problems));
  }

  function fail(words) {
    advance(false, null);
    tell(words, [], true);
  }

  /** Follow a run to its end, from what the server first says of it; `ran` if it was begun here. */
  async function follow(said, ran) {
    const mine = (followed += 1);
    const over = () => signal.aborted || mine !== followed;
    try {
      let status = await said;
      while (goesOn(status.state) && !over()) {
        ran = true;
        draw(status);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        status = await service.reindexing(key);
      }
      if (over()) return;
      draw(status);
      if (ran) await changed();
    } catch (error) {
      if (!over()) fail(reason(error));
    }
  }

  function begin(ids = []) {
    if (button.getAttribute("aria-disabled") === "true") return;
    advance(true, null);
    follow(service.reindex(key, ids), true);
  }

  button.onclick = () => begin();
  stop.onclick = async () => {
    if (stopping) return;
    stopping = true;
    stop.setAttribute("aria-disabled", "true");
    tell(t("reindex.stopping"));
    try {
      await service.stopReindexing(key);
    } catch (error) {
      stopping = false;
      say(reason(error));
    }
  };
  follow(service.reindexing(key), false);
  return (ids) => {
    begin(ids);
    part("again").scrollIntoView({ block: "center" });
  };
}
