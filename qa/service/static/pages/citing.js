/** References to a document in the styles that people use. */

export const STYLES = ["plain", "gost", "apa", "bibtex"];

/**
 * @param {string} style
 * @param {{title: string, author: string, date: string, url: string, id: string}} about date ISO
 * @param {import("../chat/i18n.js").Translate} t
 * @param {Date} today
 */
export function reference(style, { title, author, date, url, id }, t, today) {
  const year = /^\d{4}/.exec(date ?? "")?.[0] ?? "";
  const day = today.toISOString().slice(0, 10);
  const dotted = day.split("-").reverse().join(".");
  if (style === "gost") {
    // The standard's own words, whatever the page speaks.
    const head = [author && `${author}.`.replace("..", "."), title].filter(Boolean).join(" ");
    const published = year ? `, ${year}` : "";
    return `${head} : электронный ресурс${published}. – URL: ${url} (дата обращения: ${dotted}). – Текст : электронный.`;
  }
  if (style === "apa") {
    const when = `(${year || "n.d."})`;
    return author ? `${author} ${when}. ${title}. ${url}` : `${title}. ${when}. ${url}`;
  }
  if (style === "bibtex") {
    const fields = { title: `{${braced(title)}}`, author: author && braced(author), year, url, urldate: day };
    const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`);
    return `@misc{${id.replace(/[^A-Za-z0-9]/g, "").slice(0, 16) || "document"},\n${lines.join(",\n")}\n}`;
  }
  return [author, title, year, url, `(${t("cite.accessed")} ${dotted})`].filter(Boolean).join(", ").replace(", (", " (");
}

/** Letters that would end a BibTeX field. */
const braced = (text) => text.replace(/[\\{}]/g, "");
