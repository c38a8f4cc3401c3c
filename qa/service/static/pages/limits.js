/** Which part of the archive is asked: languages, years, collections, and single documents. */
import { h } from "../chat/dom.js";
import { languageName } from "../chat/i18n.js";
import { part, service } from "./site.js";

/** Documents offered at once, and milliseconds after the last key. */
const OFFERED = 8;
const PAUSE = 120;

/**
 * @param {import("../chat/i18n.js").Translate} t
 * @param {import("../chat/i18n.js").Language} language
 * @param {Record<string, Record<string, number>>} facets
 * @param {any} chat the page's <qa-chat>, whose `filters` are set
 */
export async function limits(t, language, facets, chat) {
  await customElements.whenDefined("qa-chat");
  const form = part("limit");
  const chosen = chat.filters;
  const years = Object.keys(facets.year ?? {}).filter((year) => /^\d{4}$/.test(year)).sort();
  const groups = [
    boxes("limit.language", "languages", names(facets.language), (code) => languageName(t, code)),
    boxes("limit.collection", "collections", names(facets.collection), (name) => name),
    documents(),
    years.length > 1 && h("fieldset", {}, h("legend", {}, t("limit.years")), year("from"), " – ", year("to")),
  ].filter(Boolean);
  part("limits").hidden = !groups.length;
  part("limits").open ||= Boolean(chosen?.sources.length);
  form.replaceChildren(...groups, h("button", { type: "reset", class: "button quiet" }, t("limit.none")));

  function names(counted) {
    const found = Object.keys(counted ?? {}).sort();
    return found.length > 1 ? found : [];
  }

  function boxes(label, name, values, word) {
    if (!values.length) return null;
    const inputs = values.map((value) =>
      h("label", {}, h("input", { type: "checkbox", name, value, checked: chosen?.[name].includes(value) }), word(value)),
    );
    return h("fieldset", {}, h("legend", {}, t(label)), ...inputs);
  }

  /** Those chosen, and a box that finds others by title or text. */
  function documents() {
    const offers = h("datalist", { id: "offers" });
    let typing = 0;
    const offer = async () => {
      const query = box.value;
      const found = await service.documents({ query, limit: OFFERED });
      if (query !== box.value) return;
      offers.replaceChildren(...found.documents.map(({ source, title }) => h("option", { value: source }, title || source)));
    };
    const typed = () => {
      clearTimeout(typing);
      if ([...offers.options].some(({ value }) => value === box.value)) add(box.value);
      else typing = setTimeout(() => offer().catch(() => {}), PAUSE);
    };
    const label = { "aria-label": t("documents.search"), placeholder: t("documents.search") };
    const box = h("input", { type: "search", id: "source", list: "offers", autocomplete: "off", dir: "auto", ...label, oninput: typed, onfocus: typed });
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (!box.value.trim()) return;
      await offer().catch(() => {});
      if (offers.options.length) add(offers.options[0].value);
    };
    const group = boxes("admin.document", "sources", chosen?.sources ?? [], (name) => name);
    if (Object.values(facets.language ?? {}).reduce((sum, n) => sum + n, 0) < 2) return group;
    const made = group ?? h("fieldset", {}, h("legend", {}, t("admin.document")));
    made.append(box, offers);
    return made;
  }

  function add(source) {
    const sources = new FormData(form).getAll("sources").filter((one) => one !== source);
    read([...sources, source]);
    limits(t, language, facets, chat).then(() => form.querySelector("#source").focus());
  }

  function year(side) {
    const now = chosen?.[`date_${side}`]?.slice(0, 4);
    const options = ["", ...years].map((one) => h("option", { value: one, selected: one === (now ?? "") }, one || t(`limit.any${side}`)));
    return h("select", { name: side, "aria-label": t(`limit.${side}`) }, ...options);
  }

  function read(sources) {
    const given = new FormData(form);
    const [from, to] = [given.get("from"), given.get("to")];
    chat.filters = {
      languages: given.getAll("languages"),
      collections: given.getAll("collections"),
      sources: sources ?? given.getAll("sources"),
      date_from: from ? `${from}-01-01` : null,
      date_to: to ? `${to}-12-31` : null,
    };
    tell();
  }

  function tell() {
    const filters = chat.filters;
    const years = [filters?.date_from, filters?.date_to].map((day) => day?.slice(0, 4) ?? "");
    const words = filters
      ? [...filters.languages.map((code) => languageName(t, code)), ...filters.collections, ...filters.sources, years.join("–")]
      : [];
    part("limited").textContent = words.filter((word) => word && word !== "–").join(", ");
  }

  // What is typed into the box chooses nothing by itself.
  form.onchange = ({ target }) => target.type !== "search" && read();
  form.onreset = (event) => {
    // What was chosen when the page was opened is taken back as well.
    event.preventDefault();
    chat.filters = null;
    limits(t, language, facets, chat).then(() => form.querySelector("[type=reset]").focus());
  };
  tell();
}
