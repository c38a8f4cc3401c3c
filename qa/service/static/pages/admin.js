/** Upload, deletion and feedback, for whoever holds the admin key. */
import { h } from "../chat/dom.js";
import { formatDate, langTag, languageName } from "../chat/i18n.js";
import { part, service, show } from "./site.js";

const KEY = "qa-admin-key"; // in sessionStorage: gone with the tab

let key = sessionStorage.getItem(KEY) ?? "";

show((t, language) => {
  const say = (text) => (part("status").textContent = text);
  const reason = (error) => {
    if (error.status === 401) return t("admin.wrong");
    if (error.status === 403) return t("admin.off");
    return t("admin.failed", { detail: error.detail || t(`error.${error.kind ?? "server"}`) });
  };

  async function enter() {
    try {
      const { feedback } = await service.feedback(key);
      sessionStorage.setItem(KEY, key);
      drawFeedback(feedback);
      await drawDocuments();
      inside(true);
      say("");
    } catch (error) {
      leave();
      say(reason(error));
    }
  }

  function leave() {
    key = "";
    sessionStorage.removeItem(KEY);
    inside(false);
  }

  function inside(yes) {
    part("inside").hidden = !yes;
    part("enter").hidden = yes;
  }

  async function drawDocuments() {
    const { documents } = await service.documents({ limit: 200 });
    part("rows").replaceChildren(...documents.map(row));
  }

  function row(one) {
    const facts = [formatDate(one.date, language), languageName(t, one.language), t("home.passages", { n: one.passages })];
    const name = one.title || one.source;
    return h(
      "li",
      { class: "split" },
      h(
        "div",
        {},
        h("a", { href: service.documentUrl(one.document_id), lang: langTag(one.language), dir: "auto" }, name),
        h("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
        dropped(one.document_id),
      ),
      h(
        "button",
        { type: "button", class: "button quiet", "aria-label": `${t("admin.delete")}: ${name}`, onclick: () => remove(one.document_id, name) },
        t("admin.delete"),
      ),
    );
  }

  /** What cleaning left out, read only when someone looks. */
  function dropped(id) {
    const list = h("ul", {});
    const details = h("details", {}, h("summary", {}, t("admin.dropped")), list);
    details.addEventListener("toggle", async () => {
      if (!details.open || list.childNodes.length) return;
      const { metadata } = await service.document(id);
      const items = Array.isArray(metadata?.dropped) ? metadata.dropped : [];
      const words = (item) => (typeof item === "string" ? item : [item?.text, item?.reason].filter(Boolean).join(" — "));
      const shown = items.length ? items.map(words) : [t("admin.nothing")];
      list.replaceChildren(...shown.map((text) => h("li", { dir: "auto" }, text)));
    });
    return details;
  }

  async function remove(id, title) {
    const dialog = part("sure");
    dialog.querySelector("p").textContent = t("admin.sure", { title });
    dialog.returnValue = "no";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    if (dialog.returnValue !== "yes") return;
    try {
      await service.remove(id, key);
      await drawDocuments();
      say("");
    } catch (error) {
      say(reason(error));
    }
  }

  async function upload(event) {
    event.preventDefault();
    const bar = part("progress");
    const status = part("uploaded");
    bar.hidden = false;
    try {
      const done = await service.upload(event.target.querySelector("[type=file]").files, key, (share) => {
        bar.value = share;
        status.textContent =
          share < 1 ? t("admin.sending", { percent: Math.round(share * 100) }) : t("admin.indexing");
      });
      const problems = done.problems ?? [];
      part("problems").replaceChildren(
        ...problems.map((one) => h("li", { dir: "auto" }, `${one.source}: ${one.reason}`)),
      );
      status.textContent = `${t("admin.added")} · ${t("home.passages", { n: done.passages ?? 0 })}`;
      event.target.reset();
      await drawDocuments();
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
  if (key) enter();
});

function save(items) {
  const lines = items.map((one) => JSON.stringify(one)).join("\n") + "\n";
  const url = URL.createObjectURL(new Blob([lines], { type: "application/jsonl" }));
  h("a", { href: url, download: "feedback.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
