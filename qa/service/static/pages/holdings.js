/** The keeper's list of documents: searched, sorted, shown a piece at a time, each or many to be
 *  read again or deleted, and brought back while the server still has them. */
import { h } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { shorten } from "../chat/model.js";
import { part, service } from "./site.js";

const LIMIT = 50;
/** Letters of a title, which may be as long as a text. */
const LONGEST = 300;
/** Names in the interface, and what the server calls them. */
const SORTS = { source: "source", title: "title", date: "-date", added: "-added" };

/**
 * @param {import("./keeping.js").Keeper} keeper
 * @param {(ids: string[]) => void} again has the files of documents read again
 * @returns {{draw: () => Promise<void>}} draws the list from its beginning
 */
export function holdings({ t, language, key, reason, say }, again) {
  const rows = part("rows");
  const form = part("find");
  let total = 0;

  async function draw() {
    await load(0);
  }

  /** Rows already shown stay where they are, and so does the focus. */
  async function load(offset) {
    const query = form.elements.query.value;
    const sort = SORTS[part("sort").value] ?? "source";
    const page = await service.documents({ query, offset, limit: LIMIT, sort });
    total = page.total;
    const added = page.documents.map(row);
    if (offset) rows.append(...added);
    else rows.replaceChildren(...added);
    count();
    return added[0];
  }

  function count() {
    const shown = rows.childElementCount;
    const none = form.elements.query.value ? "documents.none" : "documents.empty";
    part("held").textContent = shown ? t("documents.shown", { from: 1, to: shown, n: total }) : t(none);
    part("more").hidden = shown >= total;
    select();
  }

  const selected = () => [...rows.querySelectorAll("[data-id]:checked")];

  function select() {
    const boxes = [...rows.querySelectorAll("[data-id]")];
    const n = selected().length;
    part("all").closest("label").hidden = !boxes.length;
    part("all").checked = n > 0 && n === boxes.length;
    part("all").indeterminate = n > 0 && n < boxes.length;
    part("remove").hidden = part("reread").hidden = !n;
    part("reread").textContent = t("admin.again", { n });
    part("remove").textContent = t("admin.many", { n });
  }

  function row(one) {
    const { document_id: id, source, root, indexed_at: added } = one;
    const where = root === "upload" ? `${source} · ${t("documents.upload")}` : source;
    const facts = [formatDate(one.date, language), languageName(t, one.language), t("home.passages", { n: one.passages }), where, formatDate(added, language)];
    const name = shorten(one.title || source, LONGEST);
    return h(
      "li",
      { class: "split" },
      h("input", { type: "checkbox", "data-id": id, "aria-label": t("admin.select", { title: name }), onchange: select }),
      h(
        "div",
        {},
        h("a", { href: service.documentUrl(id), lang: langTag(one.language), dir: "auto" }, name),
        h("p", { class: "facts" }, h("bdi", {}, joinFacts(facts))),
        dropped(id),
      ),
      h(
        "button",
        { type: "button", class: "button quiet", "aria-label": `${t("admin.delete")}: ${name}`, onclick: () => remove([id]) },
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

  async function remove(ids) {
    if (!(await sure(ids.length))) return;
    const gone = [];
    try {
      for (const id of ids) {
        await service.remove(id, key);
        gone.push(id);
        take(id);
      }
      say("");
    } catch (error) {
      say(reason(error));
    }
    count();
    if (gone.length) offerUndo(gone);
  }

  function take(id) {
    const shown = [...rows.children].find((one) => one.querySelector("[data-id]").dataset.id === id);
    shown?.remove();
    total -= 1;
  }

  async function sure(n) {
    const dialog = part("sure");
    dialog.querySelector("p").textContent = t("admin.sure", { n });
    dialog.returnValue = "no";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "yes";
  }

  function offerUndo(ids) {
    const button = h("button", { type: "button", class: "button quiet", onclick: () => restore(ids) }, t("admin.undo"));
    part("undo").replaceChildren(t("admin.deleted", { n: ids.length }), " ", button);
    button.focus();
  }

  async function restore(ids) {
    try {
      for (const id of ids) await service.restore(id, key);
      part("undo").replaceChildren();
      await draw();
      (rows.querySelector("a") ?? form.elements.query).focus();
    } catch (error) {
      say(reason(error));
    }
  }

  const tell = (error) => say(reason(error));
  const chosen = part("sort").value || "source";
  part("sort").replaceChildren(
    ...Object.keys(SORTS).map((name) => h("option", { value: name, selected: name === chosen }, t(`sort.${name}`))),
  );
  part("sort").onchange = () => draw().catch(tell);
  let typing = 0;
  form.oninput = (event) => {
    if (event.target.name !== "query") return;
    clearTimeout(typing);
    typing = setTimeout(() => draw().catch(tell), 120);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    clearTimeout(typing);
    draw().catch(tell);
  };
  part("all").onchange = () => {
    for (const box of rows.querySelectorAll("[data-id]")) box.checked = part("all").checked;
    select();
  };
  part("remove").onclick = () => remove(selected().map((box) => box.dataset.id));
  part("reread").onclick = () => again(selected().map((box) => box.dataset.id));
  part("more").onclick = () =>
    load(rows.childElementCount).then((first) => first?.querySelector("a").focus(), tell);
  return { draw };
}
