/** The front page: what the archive holds, how answers are checked, how to embed the box. */
import { copyText } from "../chat/clipboard.js";
import { verdictMark } from "../chat/card.js";
import { h } from "../chat/dom.js";
import { joinFacts, langTag, languageName } from "../chat/i18n.js";
import { VERDICTS } from "../chat/model.js";
import { part, service, show } from "./site.js";

const TITLES = 6;
const SNIPPET = `<script type="module" src="${service.base}widget.js" data-launcher></script>`;

const archive = service.archive();
const newest = service.documents({ limit: TITLES });

show((t, language) => {
  part("verdicts").replaceChildren(
    ...VERDICTS.map((verdict) =>
      h("div", {}, h("dt", {}, verdictMark(t, verdict)), h("dd", {}, t(`explain.${verdict}`))),
    ),
  );
  part("snippet").textContent = SNIPPET;
  part("copied").textContent = "";
  archive.then(
    (about) => (part("facts").textContent = facts(t, about)),
    () => (part("facts").textContent = t("site.failed")),
  );
  newest.then(({ documents }) => part("titles").replaceChildren(...documents.map(row)), () => {});
  part("copy").onclick = async () => {
    part("copied").textContent = t((await copyText(SNIPPET)) ? "copy.done" : "copy.failed");
  };

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
