/** The list of documents: search by title, a page at a time; the address holds both. */
import { h } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { part, service, show } from "./site.js";

const LIMIT = 25;

let load = () => {};

show((t, language) => {
  load = async () => {
    const asked = new URLSearchParams(location.search);
    const query = asked.get("query") ?? "";
    const offset = Math.max(0, Number.parseInt(asked.get("offset") ?? "0", 10) || 0);
    part("form").elements.query.value = query;
    try {
      const { documents, total } = await service.documents({ query, offset, limit: LIMIT });
      part("rows").replaceChildren(...documents.map(row));
      part("status").textContent = documents.length
        ? t("documents.shown", { from: offset + 1, to: offset + documents.length, n: total })
        : t(query ? "documents.none" : "documents.empty");
      pager(query, offset, total);
    } catch {
      part("status").textContent = t("site.failed");
    }
  };

  function row({ document_id, title, source, language: code, date, author, passages }) {
    const facts = [formatDate(date, language), languageName(t, code), author, t("home.passages", { n: passages })];
    return h(
      "li",
      {},
      h("a", { href: service.documentUrl(document_id), lang: langTag(code), dir: "auto" }, title || source),
      h("p", { class: "facts" }, h("bdi", {}, joinFacts(facts))),
    );
  }

  function pager(query, offset, total) {
    const link = (key, to) =>
      h("a", { href: `/documents?${new URLSearchParams({ query, offset: String(to) })}` }, t(key));
    const links = [];
    if (offset > 0) links.push(link("documents.previous", Math.max(0, offset - LIMIT)));
    if (offset + LIMIT < total) links.push(link("documents.next", offset + LIMIT));
    part("pager").replaceChildren(...links);
    part("pager").hidden = !links.length;
    part("pager").setAttribute("aria-label", t("site.documents"));
  }

  load();
});

part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const query = new FormData(event.target).get("query");
  history.pushState(null, "", query ? `?${new URLSearchParams({ query: String(query) })}` : location.pathname);
  load();
});
addEventListener("popstate", () => load());
