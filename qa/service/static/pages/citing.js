/** References to a document in the styles that people use. */

export const STYLES = ["plain", "gost", "apa", "bibtex"];

/** What the styles say between the parts; GOST is written in Russian whatever the page speaks. */
const ACCESSED = { en: "accessed", ru: "дата обращения", kk: "қаралған күні" };

/**
 * @param {string} style
 * @param {{title: string, author: string, date: string, url: string, id: string}} about date ISO
 * @param {"kk" | "ru" | "en"} language
 * @param {Date} today
 */
export function reference(style, { title, author, date, url, id }, language, today) {
  const year = /^\d{4}/.exec(date ?? "")?.[0] ?? "";
  const day = today.toISOString().slice(0, 10);
  const dotted = day.split("-").reverse().join(".");
  if (style === "gost") {
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
  return [author, title, year, url, `(${ACCESSED[language]} ${dotted})`].filter(Boolean).join(", ").replace(", (", " (");
}

/** Letters that would end a BibTeX field. */
const braced = (text) => text.replace(/[\\{}]/g, "");
