/** The same text in other languages, to be read beside this one. */
import { h } from "../chat/dom.js";
import { langTag, languageName } from "../chat/i18n.js";
import { part, service } from "./site.js";
import { paragraphs } from "./spans.js";

let known = null;
let shown = "";

/**
 * @param {import("../chat/i18n.js").Translate} t
 * @param {import("../chat/i18n.js").Language} language
 * @param {string} id of the document that is read
 */
export async function versions(t, language, id) {
  known ??= service.versions(id);
  const { versions: found } = await known.catch(() => ({ versions: [] }));
  part("versions").hidden = !found.length;
  part("sidebyside").replaceChildren(...found.map(row));

  function row({ document_id, title, language: code }) {
    const name = `${languageName(t, code)}: ${title}`;
    const toggle = h(
      "button",
      { type: "button", class: "button quiet", "aria-pressed": String(shown === document_id), onclick: () => (shown === document_id ? close() : open(document_id)) },
      shown === document_id ? t("reader.alone") : t("reader.side", { title: languageName(t, code) }),
    );
    return h("li", {}, h("a", { href: service.documentUrl(document_id), dir: "auto", lang: langTag(code) }, name), toggle);
  }

  async function open(other) {
    const { title, text, language: code } = await service.document(other);
    shown = other;
    const side = part("other");
    side.querySelector("h2").textContent = title;
    side.lang = langTag(code) ?? "";
    part("otherbody").replaceChildren(...paragraphs(text, []));
    side.hidden = false;
    document.getElementById("main").classList.add("two");
    versions(t, language, id);
  }

  function close() {
    shown = "";
    part("other").hidden = true;
    document.getElementById("main").classList.remove("two");
    versions(t, language, id);
  }
}
