/** What could not be read, whoever indexed it and whenever. */
import { h } from "../chat/dom.js";
import { REASONS } from "./outcome.js";
import { part, service } from "./site.js";

/**
 * @param {import("./keeping.js").Keeper} keeper
 * @returns {{draw: () => Promise<void>}} shows nothing where everything was read
 */
export function left({ t, key }) {
  return {
    async draw() {
      const { problems } = await service.problems(key);
      part("problems").replaceChildren(...problems.map((one) => row(t, one)));
      part("left").hidden = !problems.length;
    },
  };
}

function row(t, { source, part: place, kind, reason }) {
  const name = [source, place.startsWith(source) ? place.slice(source.length + 1) : place].filter(Boolean).join(" · ");
  const known = REASONS.includes(kind);
  return h(
    "li",
    { dir: "auto" },
    h("strong", {}, name),
    known ? ` ${t(`reason.${kind}`)}` : "",
    h("p", { class: "facts", dir: "auto" }, reason),
  );
}
