/** The keeper's list of documents: searched, shown a piece at a time, each to be deleted. */
import { h } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { shorten } from "../chat/model.js";
import { part, service } from "./site.js";

const LIMIT = 50;
/** Letters of a title, which may be as long as a text. */
const LONGEST = 300;

/**
 * @param {import("./admin.js").Keeper} keeper
 * @returns {{draw: () => Promise<void>}} draws the list from its beginning
 */
export function holdings({ t, language, key, reason, say }) {
  const rows = part("rows");
  let total = 0;

  async function draw() {
    await load(0);
  }

  /** Rows already shown stay where they are, and so does the focus. */
  async function load(offset) {
    const query = part("find").elements.query.value;
    const page = await service.documents({ query, offset, limit: LIMIT });
    total = page.total;
    const added = page.documents.map(row);
    if (offset) rows.append(...added);
    else rows.replaceChildren(...added);
    count();
    return added[0];
  }

  function count() {
    const shown = rows.childElementCount;
    const none = part("find").elements.query.value ? "documents.none" : "documents.empty";
    part("held").textContent = shown ? t("documents.shown", { from: 1, to: shown, n: total }) : t(none);
    part("more").hidden = shown >= total;
  }

  function row(one) {
    const facts = [formatDate(one.date, language), languageName(t, one.language), t("home.passages", { n: one.passages })];
    const name = shorten(one.title || one.source, LONGEST);
    const shown = h(
      "li",
      { class: "split" },
      h(
        "div",
        {},
        h("a", { href: service.documentUrl(one.document_id), lang: langTag(one.language), dir: "auto" }, name),
        h("p", { class: "facts" }, h("bdi", {}, joinFacts(facts))),
        dropped(one.document_id),
      ),
      h(
        "button",
        {
          type: "button",
          class: "button quiet",
          "aria-label": `${t("admin.delete")}: ${name}`,
          onclick: () => remove(one.document_id, name, shown),
        },
        t("admin.delete"),
      ),
    );
    return shown;
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

  async function remove(id, title, shown) {
    const dialog = part("sure");
    dialog.querySelector("p").textContent = t("admin.sure", { title });
    dialog.returnValue = "no";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    if (dialog.returnValue !== "yes") return;
    try {
      await service.remove(id, key);
    } catch (error) {
      say(reason(error));
      return;
    }
    const next = shown.nextElementSibling ?? shown.previousElementSibling;
    shown.remove();
    total -= 1;
    count();
    (next?.querySelector("a") ?? part("find").elements.query).focus();
    say("");
  }

  const tell = (error) => say(reason(error));
  part("find").onsubmit = (event) => {
    event.preventDefault();
    draw().catch(tell);
  };
  part("more").onclick = () =>
    load(rows.childElementCount).then((first) => first?.querySelector("a").focus(), tell);
  return { draw };
}
