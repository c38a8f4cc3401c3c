/** What every page has: a header, a language, and words from the catalogue. */
import { Service } from "../chat/api.js";
import { h, icon } from "../chat/dom.js";
import { pickLanguage, translator } from "../chat/i18n.js";
import { LANGUAGES } from "../chat/strings.js";

const KEY = "qa-language"; // the widget's own switch writes it too
const PAGES = { "/": "site.ask", "/documents": "site.documents" };

export const service = new Service(new URL("../../", import.meta.url).href);

/** @param {string} name of a `data-…` attribute */
export const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * Show the page in the reader's language, now and whenever it is changed.
 * @param {(t: import("../chat/i18n.js").Translate, language: import("../chat/i18n.js").Language) => void} draw
 *   fills what the markup leaves open
 */
export function show(draw) {
  const asked = new URLSearchParams(location.search).get("lang");
  const language = pickLanguage(asked, stored(), ...navigator.languages);
  const speak = (chosen) => {
    const t = translator(chosen);
    document.documentElement.lang = chosen;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = t(element.dataset.text);
    }
    for (const chat of document.querySelectorAll("qa-chat")) chat.setAttribute("lang", chosen);
    header(t, chosen, (next) => {
      store(next);
      speak(next);
      document.querySelector(`.site [lang=${next}]`).focus();
    });
    document.documentElement.dataset.ready = "";
    draw(t, chosen);
  };
  speak(language);
}

function header(t, language, choose) {
  const links = Object.entries(PAGES).map(([path, key]) =>
    h("li", {}, h("a", { href: path, "aria-current": location.pathname === path ? "page" : null }, t(key))),
  );
  const switches = Object.entries(LANGUAGES).map(([code, { name }]) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === language), onclick: () => choose(code) }, name),
  );
  document.querySelector("header.site").replaceChildren(
    h("a", { class: "skip", href: "#main", onclick: skip }, t("site.skip")),
    h("a", { class: "mark", href: "/", "aria-label": `qa, ${t("site.ask")}` }, icon("quoted"), "qa"),
    h("nav", { "aria-label": t("site.nav") }, h("ul", {}, ...links)),
    h("div", { class: "languages", role: "group", "aria-label": t("panel.language") }, ...switches),
  );
}

/** Not by the fragment, which belongs to the reader's citations. */
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Chosen for this page only.
  }
}
