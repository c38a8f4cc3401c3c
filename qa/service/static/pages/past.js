/** Conversations that were put aside: taken up again, or deleted one at a time. */
import { h, icon } from "../chat/dom.js";
import { formatDate } from "../chat/i18n.js";
import { shorten } from "../chat/model.js";
import { part } from "./site.js";

const LONGEST = 120;

/**
 * @param {import("../chat/i18n.js").Translate} t
 * @param {import("../chat/i18n.js").Language} language
 * @param {any} chat the page's <qa-chat>
 */
export async function past(t, language, chat) {
  await customElements.whenDefined("qa-chat");
  const list = part("past");

  function draw() {
    const kept = chat.past;
    list.closest("section").hidden = !kept.length && !part("undo").childNodes.length;
    list.replaceChildren(...kept.map(row));
    part("new").hidden = !chat.questions.length;
  }

  function row({ id, title, time, turns }) {
    const name = shorten(title, LONGEST);
    return h(
      "li",
      { class: "split" },
      h(
        "button",
        { type: "button", class: "again", dir: "auto", onclick: () => chat.takeUp(id) },
        name,
        h("span", { class: "facts" }, ` ${formatDate(time, language)} · ${t("past.questions", { n: turns.length })}`),
      ),
      h(
        "button",
        { type: "button", class: "tool", "aria-label": `${t("admin.delete")}: ${name}`, title: t("admin.delete"), onclick: () => remove(id) },
        icon("clear"),
      ),
    );
  }

  function remove(id) {
    const restore = chat.forget(id);
    const undo = h(
      "button",
      {
        type: "button",
        class: "button quiet",
        onclick: () => {
          restore();
          part("undo").replaceChildren();
          draw();
          list.querySelector("button")?.focus();
        },
      },
      t("admin.undo"),
    );
    part("undo").replaceChildren(t("past.deleted"), " ", undo);
    draw();
    undo.focus();
  }

  part("new").onclick = () => {
    chat.startNew();
    draw();
  };
  // A page drawn anew in another language listens anew; the former listener draws what is gone.
  chat.onpast?.abort();
  chat.onpast = new AbortController();
  for (const event of ["qa-question", "qa-answer", "qa-conversation"]) {
    chat.addEventListener(event, draw, { signal: chat.onpast.signal });
  }
  draw();
}
