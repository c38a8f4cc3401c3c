/** How many documents are of which year, as bars that lead to them. */
import { h } from "../chat/dom.js";
import { address, part } from "./site.js";

/** Years apart at which the bars stand for ten years each. */
const MANY = 40;

/**
 * @param {import("../chat/i18n.js").Translate} t
 * @param {Record<string, number>} years documents by year; `""` for those without a date
 */
export function timeline(t, years) {
  const known = Object.entries(years).filter(([year]) => /^\d{4}$/.test(year));
  part("timeline").hidden = known.length < 2;
  if (known.length < 2) return;
  const numbers = known.map(([year]) => Number(year));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const step = last - first > MANY ? 10 : 1;
  const counts = new Map();
  for (const [year, n] of known) {
    const from = Math.floor(Number(year) / step) * step;
    counts.set(from, (counts.get(from) ?? 0) + n);
  }
  const most = Math.max(...counts.values());
  const bars = [];
  for (let year = Math.floor(first / step) * step; year <= last; year += step) {
    const n = counts.get(year) ?? 0;
    const span = Array.from({ length: step }, (_, i) => ["year", String(year + i)]);
    const label = `${step > 1 ? `${year}–${year + step - 1}` : year}: ${t("home.documents", { n })}`;
    const bar = h("i", { "aria-hidden": "true" });
    bar.style.setProperty("--share", String(n / most));
    const link = { href: address(`documents?${new URLSearchParams(span)}`), "aria-label": label, title: label };
    bars.push(h("li", {}, n ? h("a", link, bar, String(year)) : h("span", { "aria-hidden": "true" }, bar, String(year))));
  }
  part("timeline").replaceChildren(h("figcaption", {}, t("home.years")), h("ol", {}, ...bars));
}
