/**
 * @param {string} text
 * @returns {Promise<boolean>} false where the page or the browser forbids it
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
