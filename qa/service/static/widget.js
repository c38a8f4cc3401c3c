/**
 * The one file a page names, at the root of the service:
 *
 *   <script type="module" src="https://HOST/widget.js" data-launcher></script>
 *
 * puts a bubble in the corner of the page; every `data-` attribute becomes an
 * attribute of the element.  Without any, only <qa-chat> is defined, for pages
 * that place it themselves.
 */
import { QaChat } from "./static/chat/element.js";

if (!customElements.get("qa-chat")) customElements.define("qa-chat", QaChat);

for (const script of document.querySelectorAll("script[type=module][src]")) {
  if (script.src === import.meta.url && Object.keys(script.dataset).length) launch(script);
}

/** @param {HTMLScriptElement} script */
function launch(script) {
  const chat = document.createElement("qa-chat");
  for (const { name, value } of script.attributes) {
    if (name.startsWith("data-")) chat.setAttribute(name.slice("data-".length), value);
  }
  document.body.append(chat);
}
