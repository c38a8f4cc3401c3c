/** One document, with the cited sentence highlighted in its place. */
import { copyText } from "../chat/clipboard.js";
import { h, icon } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { countPoints } from "../chat/offsets.js";
import { paragraphs, readFragment, sameSpan } from "./spans.js";
import { part, service, show } from "./site.js";

const id = decodeURIComponent(location.pathname.split("/documents/")[1] ?? "");
const loaded = service.document(id);

let redraw = () => {};
/** The address last pointed to: a change of language must not move the reader. */
let pointed = "";
addEventListener("hashchange", () => redraw());

show(async (t, language) => {
  part("status").textContent = t("site.loading");
  try {
    const found = await loaded;
    part("status").textContent = "";
    about(found);
    redraw = () => draw(found);
    redraw();
  } catch (error) {
    part("status").textContent = t(error.status === 404 ? "reader.missing" : "site.failed");
  }

  function about({ title, source, language: code, metadata }) {
    const { date, author, about } = metadata ?? {};
    document.title = title || source;
    part("title").textContent = title || source;
    part("title").lang = langTag(code) ?? "";
    part("origin").textContent = joinFacts([formatDate(date, language), languageName(t, code)]);
    const facts = {
      "reader.date": formatDate(date, language),
      "reader.author": author,
      "reader.language": languageName(t, code),
      "reader.source": webAddress(source) ?? source,
      "reader.subject": about,
    };
    const rows = Object.entries(facts).filter(([, value]) => value);
    part("facts").replaceChildren(
      ...rows.map(([key, value]) =>
        h("div", {}, h("dt", {}, t(key)), h("dd", { dir: "auto" }, value instanceof Node ? value : String(value))),
      ),
    );
    part("document").hidden = part("about").hidden = false;
  }

  function draw({ text, language: code, passages }) {
    const { current, all } = readFragment(location.hash, id);
    const valid = current && current.start < current.end && current.end <= countPoints(text);
    const spans = all.filter((one) => one.document_id === id).map((one) => ({ ...one, kind: "also" }));
    if (valid) {
      spans.push({ ...current, kind: "cited" });
      const around = (passages ?? []).filter((one) => one.start < current.end && one.end > current.start);
      spans.push(...around.map((one) => ({ start: one.start, end: one.end, kind: "near" })));
    }
    part("body").lang = langTag(code) ?? "";
    part("body").replaceChildren(...paragraphs(text, spans));
    part("status").textContent = current && !valid ? t("reader.stale") : "";
    bar(current, all);
    if (valid) point();
  }

  /** Bring the cited sentence into view, and screen readers with it. */
  function point() {
    const mark = part("body").querySelector("mark.cited");
    if (!mark) return;
    mark.tabIndex = -1;
    mark.before(h("span", { class: "hidden" }, `${t("reader.cited")}: `));
    if (pointed === location.hash) return;
    pointed = location.hash;
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
  }

  function bar(current, all) {
    part("citations").hidden = !current;
    if (!current) return;
    const at = all.findIndex((one) => sameSpan(one, current));
    const step = (key, to) => {
      const name = key.split(".")[1];
      if (!to) return h("span", { class: "step", "aria-hidden": "true" }, icon(name));
      return h("a", { class: "step", href: service.readerUrl(to, all), "aria-label": t(key), title: t(key) }, icon(name));
    };
    const copied = h("span", { role: "status" });
    const copy = async () => {
      copied.textContent = t((await copyText(service.readerUrl(current))) ? "copy.done" : "copy.failed");
    };
    part("citations").setAttribute("aria-label", t("reader.cited"));
    part("citations").replaceChildren(
      step("reader.previous", all[at - 1]),
      h("span", { class: "position" }, t("reader.position", { i: at + 1 || 1, n: Math.max(all.length, 1) })),
      step("reader.next", at < 0 ? undefined : all[at + 1]),
      h("button", { type: "button", class: "button quiet", onclick: copy }, icon("link"), t("reader.link")),
      copied,
    );
  }
});

/** A document's source as a link, if it is an address of the web and nothing else. */
function webAddress(source) {
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return null;
  return h("a", { href: source, rel: "noopener noreferrer nofollow" }, source);
}
