/** The keeper's list of documents: searched, sorted, shown a piece at a time, each or many to be
 *  read again or deleted, and brought back while the server still has them. */
import { h } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { shorten } from "../chat/model.js";
import { part, service } from "./site.js";

const LIMIT = 50;
/** Letters of a title, which may be as long as a text. */
const LONGEST = 300;
/** Columns that are sorted by, and the order that each begins with. */
const SORTS = { title: "title", source: "source", date: "-date", added: "-added" };

/** As the server calls it; it stays when the language is changed. */
let order = SORTS.source;

/**
 * @param {import("./keeping.js").Keeper} keeper
 * @param {(ids: string[]) => void} again has the files of documents read again
 * @returns {{draw: () => Promise<void>}} draws the list from its beginning
 */
export function holdings({ t, language, key, reason, say }, again) {
  const rows = part("rows");
  const form = part("find");
  let total = 0;
  /** Lists asked for: only the last is drawn, whichever comes last. */
  let asked = 0;

  async function draw() {
    await load(0);
  }

  /** Rows already shown stay where they are, and so does the focus. */
  async function load(offset) {
    const query = form.elements.query.value;
    const mine = (asked += 1);
    const page = await service.documents({ query, offset, limit: LIMIT, sort: order });
    if (mine !== asked) return;
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
    const some = shown < total ? t("documents.shown", { from: 1, to: shown, n: total }) : t("home.documents", { n: total });
    part("held").textContent = shown ? some : t(none);
    part("more").hidden = shown >= total;
    part("table").hidden = !shown;
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
    const { document_id: id, source, root } = one;
    const where = root === "upload" ? [h("bdi", { dir: "ltr" }, source), ` · ${t("documents.upload")}`] : [h("bdi", { dir: "ltr" }, source)];
    const facts = joinFacts([languageName(t, one.language), t("home.passages", { n: one.passages })]);
    const name = shorten(one.title || source, LONGEST);
    return h(
      "tr",
      {},
      h("td", {}, h("input", { type: "checkbox", "data-id": id, "aria-label": t("admin.select", { title: name }), onchange: select })),
      h(
        "th",
        { scope: "row" },
        h("a", { href: service.documentUrl(id), lang: langTag(one.language), dir: "auto" }, name),
        h("p", { class: "facts" }, facts),
        dropped(id),
      ),
      h("td", {}, ...where),
      h("td", { "data-label": t("reader.date") }, formatDate(one.date, language)),
      h("td", { "data-label": t("admin.when") }, formatDate(one.indexed_at, language)),
      h(
        "td",
        {},
        h(
          "button",
          { type: "button", class: "button quiet", "aria-label": `${t("admin.delete")}: ${name}`, onclick: () => remove([id]) },
          t("admin.delete"),
        ),
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
  const heads = [...part("table").querySelectorAll("[data-by]")];
  function sortBy(chosen) {
    order = chosen;
    const way = order.startsWith("-") ? "descending" : "ascending";
    for (const head of heads) {
      if (order.replace("-", "") === head.dataset.by) head.setAttribute("aria-sort", way);
      else head.removeAttribute("aria-sort");
    }
    part("sort").value = order;
  }
  for (const head of heads) {
    head.querySelector("button").onclick = () => {
      const first = SORTS[head.dataset.by];
      sortBy(order !== first ? first : first.startsWith("-") ? first.slice(1) : `-${first}`);
      draw().catch(tell);
    };
  }
  // Where there is no room for columns.
  part("sort").replaceChildren(...Object.entries(SORTS).map(([name, value]) => h("option", { value }, t(`sort.${name}`))));
  part("sort").onchange = () => {
    sortBy(part("sort").value);
    draw().catch(tell);
  };
  sortBy(order);
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
