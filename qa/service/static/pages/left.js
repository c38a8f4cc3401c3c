/** What could not be read, whoever indexed it and whenever. */
import { h } from "../chat/dom.js";
import { place, why } from "./outcome.js";
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

function row(t, { source, part: within, kind, reason }) {
  const there = place(t, within.startsWith(source) ? within.slice(source.length + 1) : within);
  return h("li", { dir: "auto" }, h("strong", {}, [source, there].filter(Boolean).join(" · ")), " ", ...why(t, kind, reason));
}
