/** What the archive's keeper does: upload, read the folders again, delete, look at feedback. */
import { h } from "../chat/dom.js";
import { formatDate } from "../chat/i18n.js";
import { shorten } from "../chat/model.js";
import { holdings } from "./holdings.js";
import { outcome, unread } from "./outcome.js";
import { reindexing } from "./reindexing.js";
import { part, service, show } from "./site.js";

/** Letters of the names of the files that were chosen. */
const LONGEST = 200;
const KEY = "qa-admin-key"; // in sessionStorage: gone with the tab

let key = sessionStorage.getItem(KEY) ?? "";
/** Ends what the page in its former language still did. */
let end = new AbortController();

/**
 * @typedef {object} Keeper what a part of the page needs of the rest
 * @property {import("../chat/i18n.js").Translate} t
 * @property {import("../chat/i18n.js").Language} language
 * @property {string} key
 * @property {AbortSignal} signal aborted when the part is drawn anew or the keeper leaves
 * @property {(error: any) => string} reason
 * @property {(text: string) => void} say
 */

show((t, language) => {
  const say = (text) => (part("status").textContent = text);
  const reason = (error) => {
    if (error.status === 401) return t("admin.wrong");
    if (error.status === 403) return t("admin.off");
    return t("admin.failed", { detail: error.detail || t(`error.${error.kind ?? "server"}`) });
  };
  let list = null;

  async function enter() {
    end.abort();
    end = new AbortController();
    const keeper = { t, language, key, signal: end.signal, reason, say };
    try {
      const { feedback } = await service.feedback(key);
      sessionStorage.setItem(KEY, key);
      drawFeedback(feedback);
      list = holdings(keeper);
      await list.draw();
      reindexing(keeper, list.draw);
      inside(true);
      say("");
    } catch (error) {
      leave();
      say(reason(error));
    }
  }

  function leave() {
    end.abort();
    key = "";
    sessionStorage.removeItem(KEY);
    inside(false);
  }

  function inside(yes) {
    part("inside").hidden = part("leave").hidden = !yes;
    part("enter").hidden = yes;
  }

  async function upload(event) {
    event.preventDefault();
    const bar = part("progress");
    const status = part("uploaded");
    bar.hidden = false;
    try {
      const done = await service.upload(files().files, key, (share) => {
        bar.value = share;
        status.textContent =
          share < 1 ? t("admin.sending", { percent: Math.round(share * 100) }) : t("admin.indexing");
      });
      part("problems").replaceChildren(...unread(done.problems));
      status.textContent = outcome(t, done);
      event.target.reset();
      await list.draw();
    } catch (error) {
      status.textContent = reason(error);
    } finally {
      bar.hidden = true;
    }
  }

  function drawFeedback(items) {
    part("feedback").replaceChildren(
      ...items.map((one) =>
        h(
          "li",
          {},
          h("p", { dir: "auto" }, h("strong", {}, t(`rate.${one.rating === "up" ? "up" : "down"}`)), ` · ${one.question}`),
          one.reason && h("p", { dir: "auto" }, one.reason),
          h("p", { class: "facts" }, formatDate(one.time, language)),
        ),
      ),
    );
    if (!items.length) part("feedback").append(h("li", { class: "facts" }, t("admin.nofeedback")));
    part("export").hidden = !items.length;
    part("export").onclick = () => save(items);
  }

  part("enter").onsubmit = (event) => {
    event.preventDefault();
    key = event.target.querySelector("input").value;
    enter();
  };
  part("leave").onclick = leave;
  part("upload").onsubmit = upload;
  part("upload").onreset = () => (part("chosen").textContent = "");
  files().onchange = () => {
    part("chosen").textContent = shorten([...files().files].map((file) => file.name).join(", "), LONGEST);
  };
  if (key) enter();
});

function files() {
  return part("upload").querySelector("[type=file]");
}

function save(items) {
  const lines = items.map((one) => JSON.stringify(one)).join("\n") + "\n";
  const url = URL.createObjectURL(new Blob([lines], { type: "application/jsonl" }));
  h("a", { href: url, download: "feedback.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
