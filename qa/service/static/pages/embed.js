/** The code that brings the question box to another page, with a preview of what it brings. */
import { copyText } from "../chat/clipboard.js";
import { h } from "../chat/dom.js";
import { LANGUAGES } from "../chat/strings.js";
import { address, part, show } from "./site.js";

const ACCENT = "#0b5a54";

show((t) => {
  const form = part("build");
  const chosen = Object.fromEntries(new FormData(form));
  fill("kind", { launcher: t("embed.launcher"), inline: t("embed.inline") });
  const names = Object.entries(LANGUAGES).map(([code, { name }]) => [code, name]);
  fill("language", { "": t("embed.page"), ...Object.fromEntries(names) });
  fill("theme", { "": t("embed.system"), light: t("embed.light"), dark: t("embed.dark") });

  function fill(name, options) {
    const select = part(name);
    select.replaceChildren(
      ...Object.entries(options).map(([value, text]) => h("option", { value, selected: value === chosen[select.name] }, text)),
    );
  }

  function draw() {
    const { kind, accent, ...attributes } = Object.fromEntries(new FormData(form));
    const given = Object.entries(attributes).filter(([, value]) => String(value).trim());
    part("snippet").textContent = snippet(kind, accent, given);
    part("copied").textContent = "";
    const preview = h("qa-chat", { mode: "inline", id: "preview-box", ...Object.fromEntries(given) });
    // A style attribute written as markup would be refused by the page's policy; this is not one.
    preview.style.setProperty("--qa-accent", accent === ACCENT ? null : accent);
    part("preview").replaceChildren(preview);
  }

  form.oninput = draw;
  part("copy").onclick = async () => {
    part("copied").textContent = t((await copyText(part("snippet").textContent)) ? "copy.done" : "copy.failed");
  };
  draw();
});

function snippet(kind, accent, attributes) {
  const inline = kind === "inline";
  const prefix = inline ? "" : "data-";
  const written = attributes.map(([name, value]) => ` ${prefix}${name}="${escape(String(value))}"`).join("");
  const source = `<script type="module" src="${address("widget.js")}"`;
  const lines = inline
    ? [`${source}></script>`, `<qa-chat mode="inline"${written}></qa-chat>`]
    : [`${source} data-launcher${written}></script>`];
  if (accent !== ACCENT) lines.push(`<style>qa-chat { --qa-accent: ${accent} }</style>`);
  return lines.join("\n");
}

const escape = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
