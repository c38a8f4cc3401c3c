/** One document, with the cited sentence highlighted in its place. */
import { copyText } from "../chat/clipboard.js";
import { h, icon } from "../chat/dom.js";
import { formatDate, joinFacts, langTag, languageName } from "../chat/i18n.js";
import { countPoints } from "../chat/offsets.js";
import { aboutIn } from "../chat/quote.js";
import { reference, STYLES } from "./citing.js";
import { REASONS, place } from "./outcome.js";
import { address, part, service, show } from "./site.js";
import { paragraphs, readFragment, sameSpan } from "./spans.js";
import { versions } from "./versions.js";
import { searchWithin } from "./within.js";

const id = decodeURIComponent(location.pathname.slice(new URL(address("documents/")).pathname.length));
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
    const search = searchWithin(t, () => part("body"));
    redraw = () => {
      draw(found);
      if (part("within").elements.find.value) search();
    };
    redraw();
    versions(t, language, id);
  } catch (error) {
    const gone = error.status === 404;
    const others = h("a", { href: `${service.base}documents` }, t("home.all"));
    part("status").replaceChildren(t(gone ? "reader.missing" : "site.failed"), " ", gone ? others : "");
  }

  function about({ title, source, language: code, metadata, has_original: kept, reading }) {
    const { date, author, pages } = metadata ?? {};
    const subject = aboutIn(subjects(metadata), language);
    document.title = title || source;
    part("title").textContent = title || source;
    part("title").lang = langTag(code) ?? "";
    part("origin").textContent = joinFacts([formatDate(date, language), languageName(t, code)]);
    part("subject").textContent = subject;
    const facts = {
      "reader.date": formatDate(date, language),
      "reader.author": author,
      "reader.language": languageName(t, code),
      "reader.pages": pages?.length > 1 ? pages.length : "",
      "reader.source": webAddress(source) ?? source,
      "reader.copies": lines(reading?.copies ?? []),
      "reader.recognised": recognised(t, reading?.recognised ?? []),
      "reader.unread": lines((reading?.unread ?? []).map((one) => missing(t, one))),
    };
    const rows = Object.entries(facts).filter(([, value]) => value);
    part("facts").replaceChildren(
      ...rows.map(([key, value]) =>
        h("div", {}, h("dt", {}, t(key)), h("dd", { dir: "auto" }, value instanceof Node ? value : String(value))),
      ),
    );
    cite({ title: title || source, author: author ?? "", date: date ?? "" });
    part("ask").href = `${service.base}?${new URLSearchParams({ sources: source })}`;
    part("original").hidden = !kept;
    part("original").href = `${service.base}v1/documents/${encodeURIComponent(id)}/original`;
    part("original").download = "";
    part("print").onclick = () => print();
    // On a phone what stands beside the text elsewhere comes after it.
    part("within-reach").onclick = () => part("within").elements.find.focus();
    part("document").hidden = part("about").hidden = false;
  }

  function cite(work) {
    const style = part("style");
    const chosen = style.value || STYLES[0];
    style.replaceChildren(...STYLES.map((name) => h("option", { value: name, selected: name === chosen }, t(`cite.${name}`))));
    const write = () => {
      part("citation").textContent = reference(style.value, { ...work, url: service.documentUrl(id), id }, t, new Date());
      part("copiedcite").textContent = "";
    };
    style.onchange = write;
    part("copycite").onclick = async () => {
      part("copiedcite").textContent = t((await copyText(part("citation").textContent)) ? "copy.done" : "copy.failed");
    };
    write();
  }

  function draw({ text, language: code, passages, metadata }) {
    const { current, all } = readFragment(location.hash, id);
    const valid = current && current.start < current.end && current.end <= countPoints(text);
    const spans = all.filter((one) => one.document_id === id).map((one) => ({ ...one, kind: "also" }));
    if (valid) {
      spans.push({ ...current, kind: "cited" });
      const around = (passages ?? []).filter((one) => one.start < current.end && one.end > current.start);
      spans.push(...around.map((one) => ({ start: one.start, end: one.end, kind: "near" })));
    }
    const headings = lists(metadata?.headings);
    const pages = lists(metadata?.pages);
    const pageMark = (n) => h("p", { class: "pagemark", id: `page-${n}`, lang: language }, t("reader.page", { n }));
    part("body").lang = langTag(code) ?? "";
    part("body").replaceChildren(...paragraphs(text, spans, { headings, pages, pageMark }));
    contents();
    part("status").textContent = current && !valid ? t("reader.stale") : "";
    bar(current, all);
    if (valid) point();
  }

  /** The headings of the text, as a table of contents. */
  function contents() {
    const titles = [...part("body").querySelectorAll("h2, h3, h4, h5, h6")];
    part("contents").hidden = titles.length < 2;
    part("headings").replaceChildren(
      ...titles.map((title) => {
        const go = (event) => {
          // Not by the fragment, which belongs to the citations.
          event.preventDefault();
          title.tabIndex = -1;
          title.scrollIntoView({ block: "start" });
          title.focus({ preventScroll: true });
        };
        return h("li", { class: `level-${title.tagName.slice(1)}` }, h("a", { href: "#main", dir: "auto", onclick: go }, title.textContent));
      }),
    );
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

/** The mean confidence of pages that were recognised from pictures. */
function recognised(t, pages) {
  const mean = pages.reduce((sum, page) => sum + page.confidence, 0) / pages.length;
  return pages.length ? t("quote.recognised", { n: Math.round(100 * mean) }) : "";
}

/** A part that could not be read, and why. */
function missing(t, { part: within, kind, reason }) {
  const why = REASONS.includes(kind) ? t(`reason.${kind}`) : reason;
  return within ? `${place(t, within)}: ${why}` : why;
}

/** @param {string[]} texts one below the other; nothing where there are none */
function lines(texts) {
  return texts.length ? h("ul", { class: "lines" }, ...texts.map((text) => h("li", { dir: "auto" }, text))) : "";
}

/** `about` of the manifest, and `about_kk`, `about_ru`, … by these languages. */
function subjects(metadata) {
  const told = Object.entries(metadata ?? {}).filter(([key, text]) => /^about(_|$)/.test(key) && typeof text === "string");
  return Object.fromEntries(told.map(([key, text]) => [key.slice("about_".length), text]));
}

/** Lists of numbers that metadata hold; anything else is left out. */
function lists(value) {
  return (Array.isArray(value) ? value : []).filter((one) => Array.isArray(one) && one.every(Number.isSafeInteger));
}

/** A document's source as a link, if it is an address of the web and nothing else. */
function webAddress(source) {
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return null;
  return h("a", { href: source, rel: "noopener noreferrer nofollow" }, source);
}
