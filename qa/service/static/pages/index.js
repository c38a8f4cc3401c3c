/** The front page: the question box, what the archive holds, and earlier conversations. */
import { h } from "../chat/dom.js";
import { joinFacts, langTag, languageName } from "../chat/i18n.js";
import { readFilters } from "../chat/model.js";
import { limits } from "./limits.js";
import { past } from "./past.js";
import { address, part, service, show } from "./site.js";
import { timeline } from "./timeline.js";

const TITLES = 6;

const chat = document.querySelector("qa-chat");
/** A part of the archive in the address, without a question, is the one that will be asked. */
const limited = customElements.whenDefined("qa-chat").then(() => {
  const { question, filters } = fromAddress();
  if (!question && filters) chat.filters = filters;
});
const newest = service.documents({ limit: TITLES, sort: "-added", facets: "true" });

show((t, language) => {
  service.about().then(
    (about) => {
      part("facts").textContent = facts(t, about);
      part("all").hidden = !about.documents;
      part("first").hidden = about.documents > 0 || !about.upload_enabled;
    },
    () => (part("facts").textContent = t("site.failed")),
  );
  newest.then(async ({ documents, facets }) => {
    part("titles").replaceChildren(...documents.map(row));
    timeline(t, facets?.year ?? {});
    await limited;
    limits(t, language, facets ?? {}, chat);
  }, () => {});
  past(t, language, chat);
  // Lines break between the sentences where they fit on one each.
  const sentences = t("home.title").split(/(?<=[.!?]) /);
  document.querySelector("h1").replaceChildren(...sentences.flatMap((one) => [h("span", {}, one), " "]));

  function facts(t, { documents, passages, languages }) {
    if (!documents) return t("home.empty");
    const spoken = Object.entries(languages ?? {})
      .sort(([, a], [, b]) => b - a)
      .map(([code, count]) => `${languageName(t, code)}: ${count}`);
    return joinFacts([t("home.documents", { n: documents }), t("home.passages", { n: passages }), ...spoken]);
  }

  function row({ document_id, title, source, language: code }) {
    return h("li", {}, h("a", { href: service.documentUrl(document_id), lang: langTag(code), dir: "auto" }, title || source));
  }
});

/** A question in the address, `?q=…` or `#q=…`, and the part of the archive that it limits. */
function fromAddress() {
  const given = new URLSearchParams(location.hash.startsWith("#q=") ? location.hash.slice(1) : location.search);
  const all = (name) => given.getAll(name);
  const filters = readFilters({
    languages: all("languages"),
    sources: all("sources"),
    collections: all("collections"),
    date_from: given.get("date_from"),
    date_to: given.get("date_to"),
  });
  return { question: given.get("q")?.trim(), filters };
}

/** It is asked, unless the conversation ends with it. */
async function askFromAddress() {
  const { question, filters } = fromAddress();
  if (!question) return;
  await customElements.whenDefined("qa-chat");
  const last = chat.questions.at(-1);
  const same = last && last.question === question && JSON.stringify(last.filters) === JSON.stringify(filters);
  if (same) return;
  if (chat.questions.length) chat.startNew();
  const before = chat.filters;
  chat.filters = filters;
  const asked = chat.ask(question);
  chat.filters = before;
  await asked;
}

/** The address follows the answer, so that it can be kept or sent. */
chat.addEventListener("qa-answer", () => {
  const { question, filters } = chat.questions.at(-1);
  history.replaceState(null, "", service.answerUrl(question, filters));
});
chat.addEventListener("qa-conversation", () => {
  const { question, filters } = chat.questions.at(-1) ?? {};
  history.replaceState(null, "", question ? service.answerUrl(question, filters) : address(""));
});
addEventListener("hashchange", askFromAddress);
askFromAddress();
