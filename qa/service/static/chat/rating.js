/** Thumbs up, or thumbs down with a reason. */
import { h, icon } from "./dom.js";

const REASONS = ["rate.citation", "rate.question", "rate.missing"];

/**
 * @param {import("./i18n.js").Translate} t
 * @param {string} rated the rating given before, or ""
 * @param {(rating: "up" | "down", reason: string) => Promise<void>} send
 * @returns {{buttons: HTMLElement, form: HTMLElement, status: HTMLElement}}
 */
export function ratingControls(t, rated, send) {
  const status = h("p", { class: "note", role: "status" });
  const form = h("form", { class: "rating", hidden: true });
  const thumbs = {};

  const press = (rating) => {
    for (const [name, button] of Object.entries(thumbs)) {
      button.setAttribute("aria-pressed", String(name === rating));
    }
  };
  const deliver = async (rating, reason) => {
    try {
      await send(rating, reason);
    } catch {
      status.textContent = t("rate.failed");
      return;
    }
    press(rating);
    form.hidden = true;
    status.textContent = t("rate.thanks");
    thumbs[rating].focus();
  };
  const thumb = (rating, act) =>
    (thumbs[rating] = h(
      "button",
      { type: "button", class: "tool", "aria-label": t(`rate.${rating}`), title: t(`rate.${rating}`), onclick: act },
      icon(rating),
    ));

  const buttons = h(
    "div",
    { class: "thumbs", role: "group", "aria-label": t("rate.group") },
    thumb("up", () => deliver("up", "")),
    thumb("down", () => {
      form.hidden = !form.hidden;
      if (form.hidden) return;
      form.scrollIntoView({ block: "nearest" });
      form.querySelector("input").focus({ preventScroll: true });
    }),
  );
  press(rated);
  fillForm(t, form, deliver, () => {
    form.hidden = true;
    thumbs.down.focus();
  });
  return { buttons, form, status };
}

function fillForm(t, form, deliver, cancel) {
  const other = h("input", { type: "text", maxlength: 500, "aria-label": t("rate.other"), placeholder: t("rate.other") });
  const choices = REASONS.map((key) =>
    h("label", {}, h("input", { type: "checkbox", value: t(key) }), t(key)),
  );
  form.append(
    h("fieldset", {}, h("legend", {}, t("rate.why")), ...choices, other),
    h("button", { type: "submit", class: "primary" }, t("rate.send")),
    h("button", { type: "button", class: "plain", onclick: cancel }, t("rate.cancel")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [...form.querySelectorAll("input:checked")].map((input) => input.value);
    deliver("down", [...chosen, other.value.trim()].filter(Boolean).join("; "));
  });
}
