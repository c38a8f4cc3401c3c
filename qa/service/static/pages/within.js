/** Search inside the document that is read; the places found are marked and stepped through. */
import { h, icon } from "../chat/dom.js";
import { part } from "./site.js";

/**
 * @param {import("../chat/i18n.js").Translate} t
 * @param {() => HTMLElement} body that holds the text's paragraphs
 */
export function searchWithin(t, body) {
  const form = part("within");
  let at = -1;

  const marks = () => [...body().querySelectorAll("mark.found")];

  function clear() {
    for (const mark of marks()) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
    at = -1;
  }

  function find() {
    clear();
    const wanted = fold(form.elements.find.value.trim());
    if (wanted) for (const p of body().querySelectorAll("p, h2, h3")) markIn(p, wanted);
    const n = marks().length;
    part("found").textContent = wanted ? t("reader.hits", { n }) : "";
    steps(n);
    if (n) go(0);
  }

  function steps(n) {
    const step = (key, by, name) =>
      h("button", { type: "button", class: "step", "aria-label": t(key), title: t(key), onclick: () => go(at + by) }, icon(name));
    part("steps").replaceChildren(...(n ? [step("reader.earlier", -1, "previous"), step("reader.later", 1, "next")] : []));
  }

  function go(to) {
    const all = marks();
    if (!all.length) return;
    all[at]?.classList.remove("here");
    at = (to + all.length) % all.length;
    all[at].classList.add("here");
    all[at].scrollIntoView({ block: "center" });
    part("found").textContent = t("reader.hit", { i: at + 1, n: all.length });
  }

  form.oninput = find;
  form.onsubmit = (event) => {
    event.preventDefault();
    if (at < 0) find();
    else go(at + 1);
  };
  return find;
}

/** Without letter case, and letter for letter as long as it was. */
const fold = (text) => [...text].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");

function markIn(element, wanted) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    let rest = text;
    for (let i = fold(rest.data).indexOf(wanted); i >= 0; i = fold(rest.data).indexOf(wanted)) {
      const hit = rest.splitText(i);
      rest = hit.splitText(wanted.length);
      const mark = h("mark", { class: "found" });
      hit.replaceWith(mark);
      mark.append(hit);
    }
  }
}
