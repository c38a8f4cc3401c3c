/** What every page has: a header, a footer, a language, and words from the catalogue. */
import { Service } from "../chat/api.js";
import { h, icon } from "../chat/dom.js";
import { pickLanguage, translator } from "../chat/i18n.js";
import { LANGUAGES } from "../chat/strings.js";
import { STRINGS } from "./strings.js";

const SPOKEN = { languages: Object.values(LANGUAGES).map(({ name }) => name).join(", ") };
const KEY = "qa-language"; // the widget's own switch writes it too
const PAGES = { "": "site.ask", documents: "site.documents", people: "site.people" };
const BELOW = { checked: "home.checked", embed: "home.embed", "openapi.json": "site.api", admin: "admin.title" };

/** The service is where its files are, at the root of a site or below a path of one. */
export const service = new Service(new URL("../../", import.meta.url).href);

/** @param {string} path below the service */
export const address = (path) => service.base + path;

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
  // The pages that are opened from here speak it too.
  if (asked === language) store(language);
  const speak = (chosen) => {
    const t = translator(chosen, STRINGS);
    document.documentElement.lang = chosen;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = t(element.dataset.text, SPOKEN);
    }
    for (const chat of document.querySelectorAll("main qa-chat")) chat.setAttribute("lang", chosen);
    header(t, chosen, (next) => {
      store(next);
      forgetAsked();
      speak(next);
      document.querySelector(`.site [lang=${next}]`).focus();
    });
    footer(t);
    document.documentElement.dataset.ready = "";
    draw(t, chosen);
  };
  speak(language);
}

function header(t, language, choose) {
  const switches = Object.entries(LANGUAGES).map(([code, { name }]) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === language), onclick: () => choose(code) }, name),
  );
  document.querySelector("header.site").replaceChildren(
    h("a", { class: "skip", href: "#main", onclick: skip }, t("site.skip")),
    h("a", { class: "mark", href: service.base, "aria-label": `qa, ${t("site.ask")}` }, icon("quoted"), "qa"),
    h("nav", { "aria-label": t("site.nav") }, links(t, PAGES)),
    h("div", { class: "languages", role: "group", "aria-label": t("panel.language") }, ...switches),
  );
}

function footer(t) {
  const more = links(t, BELOW);
  document.querySelector("footer.site").replaceChildren(h("nav", { "aria-label": t("site.more") }, more));
  const keeper = more.lastChild;
  keeper.hidden = true;
  service.about().then(({ upload_enabled: open }) => (keeper.hidden = !open), () => {});
}

function links(t, pages) {
  const here = (path) => (location.pathname === new URL(address(path)).pathname ? "page" : null);
  return h(
    "ul",
    {},
    ...Object.entries(pages).map(([path, key]) => h("li", {}, h("a", { href: address(path), "aria-current": here(path) }, t(key)))),
  );
}

/** Not by the fragment, which belongs to the reader's citations. */
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

/** The address says no longer which language was asked for, once another is chosen. */
function forgetAsked() {
  const here = new URL(location.href);
  if (!here.searchParams.has("lang")) return;
  here.searchParams.delete("lang");
  history.replaceState(history.state, "", here);
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
