/** Who is in the archive: people and organisations, each with its spellings and its documents. */
import { h } from "../chat/dom.js";
import { joinFacts, langTag } from "../chat/i18n.js";
import { part, service, show } from "./site.js";

const LIMIT = 50;
const PAUSE = 80;
const KINDS = ["person", "organisation"];

let kind = "person";
let load = async () => {};

show((t) => {
  part("kinds").replaceChildren(
    ...KINDS.map((name) =>
      h("label", { class: "row" }, h("input", { type: "radio", name: "kind", value: name, checked: name === kind, onchange: () => choose(name) }), t(`people.${name}`)),
    ),
  );
  part("kinds").setAttribute("aria-label", t("people.title"));

  function choose(name) {
    kind = name;
    load(0);
  }

  let asking = null;
  load = async (offset) => {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    const query = part("form").elements.query.value.trim();
    try {
      const { names, total } = await service.names({ kind, query, offset, limit: LIMIT }, signal);
      const added = names.map(row);
      if (offset) part("rows").append(...added);
      else part("rows").replaceChildren(...added);
      part("status").textContent = total ? t("people.found", { n: total }) : t(query ? "documents.none" : "people.empty");
      part("more").hidden = part("rows").childElementCount >= total;
      return added[0];
    } catch {
      if (!signal.aborted) part("status").textContent = t("site.failed");
    }
  };

  function row({ name, spellings, roles, documents }) {
    const others = spellings.filter((one) => one !== name);
    return h(
      "li",
      {},
      h("h2", { class: "name", dir: "auto" }, name),
      roles.length > 0 && h("p", { class: "about" }, h("bdi", {}, joinFacts(roles))),
      others.length > 0 && h("p", { class: "facts" }, h("bdi", {}, t("people.also", { names: others.join(", ") }))),
      h(
        "ul",
        { class: "where" },
        ...documents.map((one) =>
          h("li", {}, h("a", { href: one.end ? service.readerUrl(one) : service.documentUrl(one.document_id), lang: langTag(one.language), dir: "auto" }, one.title || one.source)),
        ),
      ),
    );
  }

  load(0);
});

let typing = 0;
part("form").oninput = (event) => {
  if (event.target.name !== "query") return;
  clearTimeout(typing);
  typing = setTimeout(() => load(0), PAUSE);
};
part("form").onsubmit = (event) => {
  event.preventDefault();
  load(0);
};
part("more").onclick = async () => {
  const first = await load(part("rows").childElementCount);
  first?.querySelector("a")?.focus();
};
