/** Signing in with the admin key, on the pages that need it; the key is gone with the tab. */
import { part, service, show } from "./site.js";

const KEY = "qa-admin-key"; // in sessionStorage

let key = sessionStorage.getItem(KEY) ?? "";
/** Ends what the page in its former language still did. */
let end = new AbortController();

/**
 * @typedef {object} Keeper what a part of the page needs of the rest
 * @property {import("../chat/i18n.js").Translate} t
 * @property {import("../chat/i18n.js").Language} language
 * @property {string} key
 * @property {AbortSignal} signal aborted when the part is drawn anew or the keeper leaves
 * @property {(error: any) => string} reason
 * @property {(text: string) => void} say
 */

/** @param {(keeper: Keeper) => Promise<void>} draw fails where the key is not accepted */
export function keeping(draw) {
  show((t, language) => {
    const say = (text) => (part("status").textContent = text);
    const reason = (error) => {
      if (error.status === 401) return t("admin.wrong");
      if (error.status === 403) return t("admin.off");
      return t("admin.failed", { detail: error.detail || t(`error.${error.kind ?? "server"}`) });
    };

    async function enter() {
      end.abort();
      end = new AbortController();
      try {
        await draw({ t, language, key, signal: end.signal, reason, say });
        sessionStorage.setItem(KEY, key);
        inside(true);
        say("");
      } catch (error) {
        // Only a key that is refused is forgotten: a connection that breaks is none of its fault.
        if ([401, 403].includes(error.status)) leave();
        say(reason(error));
      }
    }

    function leave() {
      end.abort();
      key = "";
      sessionStorage.removeItem(KEY);
      inside(false);
    }

    function inside(yes) {
      part("inside").hidden = !yes;
      for (const name of ["leave", "tofeedback"]) if (part(name)) part(name).hidden = !yes;
      part("enter").hidden = yes;
    }

    // Until now a key would have been sent nowhere, and lost.
    part("enter").querySelector("button").disabled = false;
    part("enter").onsubmit = (event) => {
      event.preventDefault();
      key = event.target.querySelector("input").value;
      enter();
    };
    if (part("leave")) part("leave").onclick = leave;
    service.about().then(({ upload_enabled: open }) => {
      if (open) return;
      part("enter").hidden = true;
      say(t("admin.off"));
    }, () => {});
    if (key) enter();
  });
}
