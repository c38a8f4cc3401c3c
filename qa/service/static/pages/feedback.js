/** What readers thought of answers: open or done, a page at a time, or all of it as a file. */
import { h } from "../chat/dom.js";
import { formatDate } from "../chat/i18n.js";
import { part, service } from "./site.js";
import { keeping } from "./keeping.js";

const LIMIT = 30;
/** As many as the server gives at once. */
const MOST = 1000;
const STATES = ["open", "done", "all"];

let chosen = "open";

keeping(async ({ t, language, key, reason, say }) => {
  const tell = (error) => say(reason(error));

  async function load(offset) {
    const asked = { offset, limit: LIMIT, ...(chosen === "all" ? {} : { status: chosen }) };
    const { feedback, total } = await service.feedback(key, asked);
    const added = feedback.map(row);
    if (offset) part("rows").append(...added);
    else part("rows").replaceChildren(...added);
    const n = total ?? feedback.length;
    part("held").textContent = n ? t("ratings.count", { n }) : t("admin.nofeedback");
    part("more").hidden = part("rows").childElementCount >= n;
    states();
    return added[0];
  }

  function states() {
    part("states").setAttribute("aria-label", t("admin.feedback"));
    part("states").replaceChildren(
      ...STATES.map((name) =>
        h("button", { type: "button", class: "button quiet", "aria-pressed": String(name === chosen), onclick: () => choose(name) }, t(`ratings.${name}`)),
      ),
    );
  }

  async function choose(name) {
    chosen = name;
    await load(0).catch(tell);
    part("states").querySelector("[aria-pressed=true]").focus();
  }

  function row({ id, rating, question, reason: why, time, status }) {
    const done = status === "done";
    const shown = h(
      "li",
      { class: "split" },
      h(
        "div",
        {},
        h("p", { dir: "auto" }, h("strong", {}, t(`rate.${rating === "up" ? "up" : "down"}`)), ` · ${question}`),
        why && h("p", { dir: "auto" }, why),
        h("p", { class: "facts" }, formatDate(time, language)),
      ),
      id !== undefined &&
        h(
          "button",
          {
            type: "button",
            class: "button quiet",
            onclick: async () => {
              try {
                await service.settle(id, done ? "open" : "done", key);
                await load(0);
                (part("rows").querySelector("button") ?? part("states").querySelector("[aria-pressed=true]")).focus();
              } catch (error) {
                tell(error);
              }
            },
          },
          t(done ? "ratings.reopen" : "ratings.close"),
        ),
    );
    return shown;
  }

  part("more").onclick = () => load(part("rows").childElementCount).then((first) => first?.querySelector("button")?.focus(), tell);
  part("export").onclick = () => save().catch(tell);

  async function save() {
    const all = [];
    for (let total = 1; all.length < total; ) {
      const page = await service.feedback(key, { offset: all.length, limit: MOST });
      if (!page.feedback.length) break;
      all.push(...page.feedback);
      total = page.total;
    }
    const lines = all.map((one) => `${JSON.stringify(one)}\n`).join("");
    const url = URL.createObjectURL(new Blob([lines], { type: "application/jsonl" }));
    h("a", { href: url, download: "feedback.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  await load(0);
});
