/**
 * The widget's style sheet, constructed: a page's `style-src 'self'` would not
 * let it be written into the page.
 *
 * A host page themes it by the `--qa-…` properties read at the top, or by
 * `::part(…)`.  Letters of 16 px, lines and targets of 24 px at the least.  The
 * serif faces named here all have the Kazakh letters; Georgia, Palatino and
 * Liberation Serif do not, and would mix two faces within a word.
 */
const CSS = `
:host {
  --serif: var(--qa-serif, ui-serif, "Noto Serif", Cambria, "DejaVu Serif Condensed", "Times New Roman", serif);
  --sans: var(--qa-sans, system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif);
  --paper: var(--qa-paper, light-dark(#fffdf8, #1b1a18));
  --wash: var(--qa-wash, light-dark(#f6f2e8, #272521));
  --ink: var(--qa-ink, light-dark(#211e19, #ebe6dc));
  --muted: var(--qa-muted, light-dark(#635c50, #b3aa9b));
  --line: var(--qa-line, light-dark(#dfd8c8, #423e37));
  --edge: var(--qa-edge, light-dark(#8b8373, #8a8274));
  --accent: var(--qa-accent, light-dark(#0b5a54, #7fd0c4));
  --on-accent: var(--qa-on-accent, light-dark(#ffffff, #0c211e));
  --alarm: var(--qa-alarm, light-dark(#98291c, #f3a394));
  --doubt: var(--qa-doubt, light-dark(#755600, #e2c36d));
  --hit: var(--qa-hit, light-dark(#ece7d2, #3d3a2c));
  --radius: var(--qa-radius, 10px);
  color-scheme: light dark;
  font: 16px/1.5 var(--sans);
  color: var(--ink);
}
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
:host([hidden]) { display: none }
*, ::before, ::after { box-sizing: border-box }
[hidden] { display: none !important }
h2, h3, h4, p, ul, ol, figure, blockquote, fieldset { margin: 0; padding: 0; border: 0 }
ul, ol { list-style: none }
button, textarea, input { font: inherit; color: inherit }
button { cursor: pointer; background: none; border: 0; padding: 0 }
a { color: var(--accent); text-underline-offset: .18em }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.icon { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
.icon-quoted { fill: currentColor; stroke: none }

.launcher {
  position: fixed; z-index: var(--qa-z-index, 2147483000); inset: auto 20px 20px auto;
  display: inline-flex; align-items: center; gap: 10px; min-height: 52px; padding: 0 22px 0 18px;
  max-width: calc(100vw - 40px); text-align: start;
  border-radius: 26px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; box-shadow: 0 6px 24px rgb(0 0 0 / .22);
}
.launcher:focus-visible { outline-offset: 3px }
.launcher.away { visibility: hidden }

.panel {
  position: fixed; z-index: var(--qa-z-index, 2147483000); inset: auto 20px 20px auto;
  width: min(440px, calc(100vw - 40px)); height: min(700px, calc(100dvh - 40px));
  max-width: none; max-height: none; margin: 0; padding: 0;
  border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px);
  background: var(--paper); color: var(--ink);
  box-shadow: 0 18px 60px rgb(0 0 0 / .26);
  flex-direction: column; overflow: clip; overflow-wrap: anywhere;
}
.panel[open], .panel.inline { display: flex }
.panel::backdrop { background: none }
.panel.inline { position: static; width: auto; height: auto; box-shadow: none; overflow: visible }

.panel > .head { display: flex; align-items: center; flex-wrap: wrap; gap: 4px 6px; padding: 12px 12px 12px 20px; border-bottom: 1px solid var(--line) }
.head h2 { flex: 1; min-width: 6em; font: 600 18px/1.3 var(--serif) }
.switch { display: flex }
.switch button { min-width: 34px; min-height: 28px; padding: 0 5px; font-size: 13px; color: var(--muted); border-radius: 6px }
.switch button[aria-pressed=true] { color: var(--ink); font-weight: 600; text-decoration: underline 2px var(--accent); text-underline-offset: 5px }
.tool { display: inline-grid; place-items: center; width: 34px; height: 34px; border-radius: 8px; color: var(--muted) }
.tool:hover, .switch button:hover { background: var(--wash); color: var(--ink) }
.tool[aria-pressed=true] { color: var(--accent) }
.tool[aria-pressed=true] .icon { fill: currentColor }

/* Else what is hidden in it would lie in the panel, which would be as high as the conversation. */
.log { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 20px }
.log:focus-visible { outline-offset: -2px }
.inline > .head { padding-inline: 28px 20px }
.inline .log { overflow: visible; padding: 24px 28px 0 }
/* What has the focus must not lie under the box, which stays at the window's foot. */
.inline .log :is(button, a, input) { scroll-margin-block: 20px 140px }
.inline .log:not(:has(.turn, .failure)) { display: none }
.inline:not(:has(.turn, .switch)) > .head { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%) }
.inline:not(:has(.turn)) .tool { display: none }
.inline .turn:last-child { padding-bottom: 20px }
.inline:not(:has(.turn)) .composer { border-radius: calc(var(--radius) + 3px) }
.inline:has(.turn) .composer { padding-top: 12px; border-top: 1px solid var(--line) }
.welcome { font: 19px/1.5 var(--serif) }

.suggestions { margin-top: 24px }
.suggestions h3, h4 { font: 600 13px/1.4 var(--sans); color: var(--muted) }
.suggestions ul { margin-top: 6px }
.suggestions li { border-top: 1px solid var(--line) }
.suggestions li:last-child { border-bottom: 1px solid var(--line) }
.suggestions button { width: 100%; padding: 12px 0; text-align: start; font: 16px/1.4 var(--serif) }
.suggestions button:hover { color: var(--accent); text-decoration: underline; text-underline-offset: .18em }
.inline .suggestions { margin: 0; padding: 4px 28px 24px }

.turn { scroll-margin: 20px }
.turn + .turn { margin-top: 28px; padding-top: 24px; border-top: 1px solid var(--line) }
.question { font: 600 20px/1.35 var(--serif); white-space: pre-line; text-wrap: pretty }
.resolved { margin-top: 6px; font-size: 14px; color: var(--muted) }
.resolved q + q { margin-inline-start: .5em }
.chip { display: inline-flex; align-items: center; gap: 0 4px; max-width: 100%; padding: 1px 4px 1px 12px; border: 1px solid var(--line); border-radius: 18px; background: var(--wash) }
.chip bdi { color: var(--ink) }
.chip > span { min-width: 0; padding-block: 3px }
.chip .tool { flex: none; width: 28px; height: 28px }
.chip .icon { width: 15px; height: 15px }
form.chip { display: flex; flex-wrap: wrap; border-radius: var(--radius) }
.chip input { flex: 1 1 12em; min-width: 0; min-height: 34px; padding: 0 8px; border: 0; background: none; color: var(--ink) }
.chip .plain { padding: 0 8px }
.answer { margin-top: 12px; font: 17px/1.65 var(--serif); white-space: pre-line }
.gap { display: block; height: .55em }
.claim.short { display: block; font: 600 21px/1.4 var(--serif) }
.quote { margin: 10px 0 }
.quote .from { margin-top: 18px }
.from, .sources li { display: grid; gap: 1px; white-space: normal }
.title { font: 600 16px/1.4 var(--serif); color: var(--ink); text-decoration-color: var(--edge); text-decoration-thickness: 1px }
.title:hover { color: var(--accent) }
.origin, .about { font: 14px/1.45 var(--sans); color: var(--muted) }
.exact { display: flex; gap: 10px; margin-top: 8px }
.ordinal:empty { display: none }
.ordinal { flex: none; min-width: 1.4em; text-align: end; color: var(--muted); font-variant-numeric: tabular-nums }
.ordinal::after { content: "." }
.answer blockquote, .sources blockquote, .refusal blockquote { flex: 1; min-width: 0; padding-inline-start: 14px; border-inline-start: 3px solid var(--accent) }
.sources blockquote { margin-top: 6px; font: 16px/1.55 var(--serif) }
.refusal blockquote { border-color: var(--edge); margin: 4px 0; font: 16px/1.5 var(--serif) }
.hit { position: relative; padding: .05em 0; border-radius: 2px; background: var(--hit); color: inherit }
.hit[data-word]:is(:hover, :focus)::after {
  content: attr(data-word); position: absolute; z-index: 1; inset: auto auto 100% 0; width: max-content; max-width: 16em;
  padding: 2px 8px; border-radius: 6px; background: var(--ink); color: var(--paper); font: 13px/1.4 var(--sans); white-space: normal;
}
.translation:empty { display: none }
.translation { margin: 4px 0 0 17px; white-space: normal }
.exact:has(.ordinal:not(:empty)) + .translation { margin-inline-start: calc(1.4em + 27px) }
.translation .plain { font-family: var(--sans) }
.translation p { font-style: italic }
.translation .machine { font: 13px/1.4 var(--sans); color: var(--muted) }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin-top: 12px }
.legend .verdict { font-size: 14px; font-weight: 400; color: var(--muted) }
.claim.contradicted bdi { text-decoration: underline wavy 1px var(--alarm); text-underline-offset: .25em }
.claim.unsupported bdi { text-decoration: underline dotted 2px var(--doubt); text-underline-offset: .25em }
.apart { display: inline-block; max-width: 100% }
.mark { white-space: nowrap }
.pill {
  display: inline-flex; align-items: center; gap: 2px; min-width: 24px; height: 24px; margin-inline: 4px 2px; padding: 0 7px 0 4px;
  vertical-align: middle; position: relative; top: -1px; border: 1px solid currentColor; border-radius: 12px;
  background: var(--paper); color: var(--accent); font: 600 13px/1 var(--sans);
}
.pill .icon { width: 15px; height: 15px; stroke-width: 2.4 }
.pill:hover { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
.pill.contradicted, .verdict.contradicted { color: var(--alarm) }
.pill.unsupported, .verdict.unsupported { color: var(--doubt) }
.pill.contradicted { border-radius: 3px }
.pill.unsupported { border-style: dashed; padding-inline: 4px }
.pill.contradicted:hover, .pill.unsupported:hover { background: var(--wash); border-color: currentColor }
.pill.contradicted:hover { color: var(--alarm) }
.pill.unsupported:hover { color: var(--doubt) }

.after h4 { margin: 18px 0 2px }
.sources li { grid-template-columns: minmax(24px, auto) 1fr; gap: 0 10px; padding: 8px 0; border-top: 1px solid var(--line); font-size: 15px; line-height: 1.4 }
.sources li > :not(.number) { grid-column: 2 }
.sources .number { grid-row: 1 }
.refusal .sources li { display: block }
.refusal :is(.about, .origin) { display: block }
.instead li + li { margin-top: 4px }
.instead button { min-height: 30px; text-align: start; font: 16px/1.4 var(--serif); color: var(--accent); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .18em }
.sources a { display: block; min-height: 24px; font-family: var(--serif); color: inherit; text-decoration-color: var(--edge); text-decoration-thickness: 1px }
/* A title may be a whole page. */
.sources a, .from a, .card cite { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden }
.sources a:hover { color: var(--accent) }
.sources .number { color: var(--accent); font-weight: 600; white-space: nowrap }

.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin-top: 10px; padding-top: 8px; border-top: 1px solid var(--line) }
.thumbs { margin-inline-start: auto; display: flex }
.plain { display: inline-flex; align-items: center; gap: 6px; min-height: 34px; font-size: 14px; color: var(--muted); text-align: start }
.plain .icon { width: 17px; height: 17px }
.plain:hover { color: var(--accent) }
.primary {
  display: inline-flex; align-items: center; gap: 8px; min-height: 40px; padding: 4px 16px; border-radius: var(--radius);
  background: var(--accent); color: var(--on-accent); font-size: 15px; font-weight: 600; text-decoration: none;
}
.primary:hover { filter: brightness(1.12) }
.primary .icon { width: 17px; height: 17px }
.copied, .note { font-size: 14px; color: var(--muted) }
.copied:empty, .note:empty { display: none }
.note { margin-top: 8px }

.wait { display: flex; align-items: center; gap: 12px; margin-top: 12px; color: var(--muted); font-size: 15px }
.dots { width: 28px; height: 8px; background: radial-gradient(circle, var(--accent) 3px, transparent 3.5px) 0 0 / 10px 8px; animation: breathe 1.4s ease-in-out infinite }
@keyframes breathe { 50% { opacity: .3 } }
.failure { margin-top: 12px; padding: 12px 16px; border: 1px solid var(--alarm); border-inline-start-width: 4px; border-radius: 4px; font-size: 15px }
.failure .detail { color: var(--muted); font-size: 14px }
.failure .plain { color: var(--ink); font-weight: 600; margin-top: 4px }
.refusal { margin-top: 12px; padding: 14px 18px; background: var(--wash); border-inline-start: 4px solid var(--edge); border-radius: 4px }
.refusal .headline { font: 17px/1.55 var(--serif); white-space: pre-line }
.refusal h4 { margin-top: 14px }

.rating { margin-top: 8px; padding: 14px 16px; background: var(--wash); border-radius: var(--radius) }
.rating fieldset { display: grid; gap: 2px; margin-bottom: 12px; min-width: 0 }
.rating legend { font-weight: 600; margin-bottom: 4px }
.rating label { display: flex; align-items: center; gap: 10px; min-height: 30px; font-size: 15px }
.rating [type=checkbox] { width: 18px; height: 18px; margin: 0; accent-color: var(--accent) }
.rating [type=text] { min-height: 38px; margin-top: 4px; padding: 0 10px; border: 1px solid var(--edge); border-radius: 6px; background: var(--paper); width: 100% }
.rating .plain { margin-inline-start: 16px }

.composer { padding: 12px 16px 10px; border-top: 1px solid var(--line); background: var(--paper) }
.inline .composer { position: sticky; bottom: 0; padding: 20px 28px 14px; border: 0; border-radius: 0 0 calc(var(--radius) + 3px) calc(var(--radius) + 3px) }
.field { display: flex; align-items: flex-end; gap: 6px; padding: 5px; border: 1px solid var(--edge); border-radius: var(--radius); background: var(--paper) }
.field:focus-within { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -1px }
textarea { flex: 1; min-width: 0; min-height: 40px; max-height: 150px; padding: 8px 10px; border: 0; outline: 0 !important; background: none; resize: none; line-height: 24px }
.inline textarea { font-size: 18px }
::placeholder { color: var(--muted); opacity: 1 }
.send { display: inline-flex; align-items: center; gap: 6px; min-height: 40px; padding: 0 16px 0 12px; border-radius: calc(var(--radius) - 3px); background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: 15px }
.send:hover { filter: brightness(1.12) }
.send.stopping { background: var(--wash); color: var(--ink) }
.under { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; margin-top: 6px; font-size: 13px; color: var(--muted) }
.count.over { color: var(--alarm); font-weight: 600 }

.card {
  position: fixed; inset: 0 auto auto 0; width: min(460px, calc(100vw - 24px)); max-width: none; max-height: calc(100dvh - 24px);
  margin: 0; padding: 0; overflow-y: auto; border: 1px solid var(--line); border-radius: calc(var(--radius) + 2px);
  background: var(--paper); color: var(--ink); box-shadow: 0 18px 60px rgb(0 0 0 / .3); overflow-wrap: anywhere;
}
.card::backdrop { background: rgb(20 18 15 / .28) }
.card .head { display: flex; align-items: start; gap: 12px; padding: 12px 12px 10px 22px; border-bottom: 1px solid var(--line) }
.card .what { flex: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 0 14px; min-height: 34px }
.card h2 { flex: none }
.verdict { display: inline-flex; align-items: center; gap: 5px; color: var(--accent); font-size: 14px; font-weight: 600 }
.verdict .icon { width: 18px; height: 18px; stroke-width: 2.4 }
.card .body { display: grid; gap: 16px; padding: 18px 22px }
.card .body > * { min-width: 0 }
.card blockquote { padding-inline-start: 16px; border-inline-start: 3px solid var(--accent); font: 18px/1.6 var(--serif); white-space: pre-line }
.card figcaption { display: grid; gap: 2px; margin-top: 12px; font-size: 14px; color: var(--muted) }
.card cite { font: 600 15px/1.4 var(--serif); color: var(--ink) }
.card h3 { font: 600 13px/1.4 var(--sans); color: var(--muted); margin-bottom: 4px }
.words { display: flex; flex-wrap: wrap; gap: 6px }
.words li { padding: 1px 10px; border: 1px solid var(--line); border-radius: 6px; font-size: 14px }
.words.missing li { border-style: dashed; border-color: var(--alarm) }
.reasons li { font-size: 15px }
.card .foot { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 18px; padding: 12px 22px 16px; border-top: 1px solid var(--line) }

@media (max-width: 600px) {
  .panel:not(.inline) { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0 }
  .card { inset: auto 0 0; width: 100%; max-height: 86dvh; border-radius: 14px 14px 0 0; border-width: 1px 0 0 }
  .inline > .head, .inline .log, .inline .composer, .inline .suggestions { padding-inline: 16px }
  .send { padding-inline: 12px }
  .sources a, .from a, .card cite { -webkit-line-clamp: 10 }
}
@media (max-width: 360px) {
  .panel > .head { gap: 4px; padding-inline: 14px 8px }
  .head h2 { min-width: 4em; font-size: 17px }
}
@media (max-height: 480px) {
  .inline .composer { position: static }
  .panel:not(.inline) { overflow-y: auto }
  .panel:not(.inline) .log { overflow: visible; flex: 1 0 auto }
}
/* Fingers have no Enter and no Shift. */
@media (hover: none) and (pointer: coarse) { #hint { display: none } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; scroll-behavior: auto !important } }
@media (forced-colors: active) {
  .launcher, .primary, .send, .panel, .card { border: 1px solid }
  .icon-quoted { fill: currentColor }
  .switch button[aria-pressed=true] { text-decoration-color: Highlight }
  .tool[aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText }
}
@media print { .launcher, .composer, .tool, .actions { display: none } }
`;

let shared;

/** One sheet for every widget of the page. */
export function sheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(CSS);
  }
  return shared;
}
