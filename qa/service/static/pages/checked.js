/** What the marks of an answer say. */
import { verdictMark } from "../chat/card.js";
import { h } from "../chat/dom.js";
import { VERDICTS } from "../chat/model.js";
import { part, show } from "./site.js";

show((t) => {
  part("verdicts").replaceChildren(
    ...VERDICTS.map((verdict) => h("div", {}, h("dt", {}, verdictMark(t, verdict)), h("dd", {}, t(`explain.${verdict}`)))),
  );
});
