/**
 * Elements made of text nodes and attributes.  Nothing here, or anywhere in
 * the widget, parses HTML: whatever a document or the network says stays text.
 */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes; a function named `onclick`, `oninput`, …
 *   listens; `false`, `null` and `undefined` leave an attribute out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any} HTMLElement
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

/**
 * @param {Node} parent
 * @param {Iterable<Node | string | null | undefined | false>} children
 */
export function append(parent, children) {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    }
  }
}

/**
 * Words that may turn the direction of what stands beside them: those with
 * characters for it get a box of their own, because the end of an isolating
 * element would only end the innermost direction that they began.
 * @param {string} text
 * @param {Record<string, unknown>} [props]
 */
export function words(text, props = {}) {
  const turning = /[\u202a-\u202e\u2066-\u2069]/.test(text);
  return h("bdi", { ...props, class: turning ? "apart" : null }, text);
}

/**
 * Outlines on a 24 × 24 grid, drawn in the current colour.  The four verdicts
 * differ in outline as well as in colour.
 */
const ICONS = {
  quoted: "M6 17h3l2-4V7H5v6h3zm8 0h3l2-4V7h-6v6h3z",
  supported: "M5 12.5l4.5 4.5L19 7.5",
  contradicted: "M6 6l12 12M18 6L6 18",
  unsupported: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5",
  ask: "M4 5h16v11H10l-4 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  clear: "M5 7h14M10 7V5h4v2m-7 0l1 12h8l1-12",
  send: "M5 12h13m-5-6l6 6-6 6",
  stop: "M7 7h10v10H7z",
  up: "M8 11l4-7c1.5 0 2 1 2 2.5V10h5l-1.5 9H8zm0 0H4v8h4",
  down: "M16 13l-4 7c-1.5 0-2-1-2-2.5V14H5l1.5-9H16zm0 0h4V5h-4",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  open: "M13 5h6v6m0-6l-8 8M17 13v6H5V7h6",
  edit: "M5 19l1-4 9-9 3 3-9 9zM13 8l3 3",
  translate: "M4 6h10M9 4v2m3 0c-1 4-4 7-8 9m2-6c1 3 4 5 7 6m-1 5l4-10 4 10m-7-3h6",
  retry: "M19 12a7 7 0 1 1-2-5l2 2m0-4v4h-4",
  next: "M9 6l6 6-6 6",
  previous: "M15 6l-6 6 6 6",
};

/**
 * A decorative picture: its meaning must also stand in words beside it.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.appendChild(path);
  return svg;
}
