/** The documents: searched as one types, narrowed by facets, sorted; the address holds it all. */
import { h, icon } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { aboutIn } from "../chat/quote.js";
import { part, service, show } from "./site.js";

const LIMIT = 25;
/** Milliseconds between two searches: keys in quick succession are one. */
const PAUSE = 60;
/** Values of a facet shown at once. */
const SHOWN = 8;
const FACETS = ["language", "year", "folder", "format", "collection"];
const SORTS = ["relevance", "date", "title", "source", "added"];
/** How the server calls them. */
const ORDER = { relevance: "relevance", date: "-date", title: "title", source: "source", added: "-added" };

let load = () => {};

// What somebody typed before the page was ready.
if (part("form").elements.query.value.trim()) {
  const asked = new URLSearchParams(location.search);
  asked.set("query", part("form").elements.query.value.trim());
  history.replaceState(null, "", `?${asked}`);
}

show((t, language) => {
  let asking = null;

  load = async () => {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    const asked = new URLSearchParams(location.search);
    const query = asked.get("query") ?? "";
    const offset = Math.max(0, Number.parseInt(asked.get("offset") ?? "0", 10) || 0);
    const box = part("form").elements.query;
    if (document.activeElement !== box || !box.value.trim().startsWith(query)) box.value = query;
    sorting(asked, query);
    const narrowed = Object.fromEntries(FACETS.map((name) => [name, asked.getAll(name)]).filter(([, values]) => values.length));
    try {
      const found = await service.documents(
        { query, offset, limit: LIMIT, sort: ORDER[part("sort").value], facets: "true", ...narrowed },
        signal,
      );
      const { documents, total, facets } = found;
      part("rows").replaceChildren(...documents.map(row));
      const empty = query || Object.keys(narrowed).length ? "documents.none" : "documents.empty";
      const to = offset + documents.length;
      const some = to - offset < total ? t("documents.shown", { from: offset + 1, to, n: total }) : t("home.documents", { n: total });
      part("status").textContent = documents.length ? some : t(empty);
      chosen(narrowed);
      narrowing(facets ?? {}, narrowed);
      pager(asked, offset, total);
    } catch {
      if (!signal.aborted) part("status").textContent = t("site.failed");
    }
  };

  function sorting(asked, query) {
    const now = SORTS.includes(asked.get("sort")) ? asked.get("sort") : query ? "relevance" : "source";
    const names = SORTS.filter((name) => query || name !== "relevance");
    part("sort").replaceChildren(...names.map((name) => h("option", { value: name, selected: name === now }, t(`sort.${name}`))));
  }

  function row(one) {
    const { document_id, title, source, language: code, date, author, about, pages, root, collection, snippet } = one;
    const facts = [
      formatDate(date, language),
      languageName(t, code),
      pages && t("documents.pages", { n: pages }),
      author,
      collection && collection !== "default" && collection,
      root === "upload" ? `${source} · ${t("documents.upload")}` : source,
    ];
    const subject = aboutIn(about, language);
    return h(
      "li",
      {},
      h("a", { href: service.documentUrl(document_id), lang: langTag(code), dir: "auto" }, title || source),
      h("p", { class: "facts" }, h("bdi", {}, joinFacts(facts))),
      subject && h("p", { class: "about", dir: "auto" }, subject),
      snippet && h("p", { class: "snippet", dir: "auto", lang: langTag(code) }, ...snippet.map(piece)),
    );
  }

  const piece = ({ text, matched }) => (matched ? h("mark", { class: "also" }, text) : text);

  /** What is chosen, each to be taken back. */
  function chosen(narrowed) {
    const chips = Object.entries(narrowed).flatMap(([name, values]) =>
      values.map((value) => {
        const label = word(name, value);
        const button = { type: "button", class: "chip", "aria-label": t("facet.remove", { name: label }), onclick: () => toggle(name, value) };
        return h("li", {}, h("button", button, h("bdi", {}, label), icon("close")));
      }),
    );
    part("chosen").replaceChildren(...chips);
  }

  function narrowing(facets, narrowed) {
    const groups = FACETS.filter((name) => Object.keys(facets[name] ?? {}).length > 1 || narrowed[name]).map((name) => {
      const on = narrowed[name] ?? [];
      const values = Object.entries(facets[name] ?? {});
      if (name === "year") values.sort(([a], [b]) => (a < b ? 1 : -1));
      const items = values.map(([value, n]) =>
        h(
          "label",
          {},
          h("input", { type: "checkbox", checked: on.includes(value), onchange: () => toggle(name, value) }),
          h("bdi", {}, word(name, value)),
          h("span", { class: "facts" }, String(n)),
        ),
      );
      const rest = items.slice(SHOWN);
      return h(
        "fieldset",
        {},
        h("legend", {}, t(`facet.${name}`)),
        ...items.slice(0, SHOWN),
        rest.length > 0 && h("details", { open: on.length > 0 }, h("summary", {}, t("documents.more")), ...rest),
      );
    });
    part("facets").hidden = !groups.length;
    part("groups").replaceChildren(...groups);
  }

  function word(name, value) {
    if (name === "language") return languageName(t, value);
    if (name === "year") return value || t("documents.undated");
    if (name === "folder") return value || t("documents.root");
    return value;
  }

  function toggle(name, value) {
    const asked = new URLSearchParams(location.search);
    const values = asked.getAll(name);
    asked.delete(name);
    const left = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
    for (const one of left) asked.append(name, one);
    go(asked);
  }

  function pager(asked, offset, total) {
    const link = (key, to) => {
      const there = new URLSearchParams(asked);
      there.set("offset", String(to));
      return h("a", { href: `?${there}` }, t(key));
    };
    const links = [];
    if (offset > 0) links.push(link("documents.previous", Math.max(0, offset - LIMIT)));
    if (offset + LIMIT < total) links.push(link("documents.next", offset + LIMIT));
    part("pager").replaceChildren(...links);
    part("pager").hidden = !links.length;
    part("pager").setAttribute("aria-label", t("site.documents"));
  }

  load();
});

/** Another list from its beginning; while somebody types it takes the place of the one before. */
function go(asked, replace = false) {
  asked.delete("offset");
  const there = asked.size ? `?${asked}` : location.pathname;
  if (replace) history.replaceState(null, "", there);
  else history.pushState(null, "", there);
  load();
}

function search(replace) {
  const asked = new URLSearchParams(location.search);
  const query = part("form").elements.query.value.trim();
  if (query === (asked.get("query") ?? "")) return;
  if (query) asked.set("query", query);
  else asked.delete("query");
  go(asked, replace);
}

// Beside the list there is room for it; above the list it would push that away.
part("facets").open = !matchMedia("(max-width: 820px)").matches;

let typing = 0;
let searched = -PAUSE;
part("form").addEventListener("input", (event) => {
  if (event.target.name !== "query") return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    searched = performance.now();
    // The first letter is a step back in the history, the others go on from it.
    search(location.search.includes("query="));
  }, searched + PAUSE - event.timeStamp);
});
part("sort").addEventListener("change", () => {
  const asked = new URLSearchParams(location.search);
  asked.set("sort", part("sort").value);
  go(asked);
});
part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  search(false);
});
addEventListener("popstate", () => load());
