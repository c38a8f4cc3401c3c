/** Files as a person gives them: chosen, or dropped, with the folders they lie in. */

/** What a system leaves in folders of its own accord. */
const LEFT_BY_SYSTEMS = /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini|~\$[^/]*)$/;

/** @typedef {{file: File, name: string}} Given `name` is its path below what was given */

/**
 * @param {FileList} files of an input
 * @returns {Given[]}
 */
export function handed(files) {
  return tidy([...files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
}

/**
 * @param {DataTransfer} transfer
 * @returns {Promise<Given[]>} with all that lies in dropped folders
 */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return handed(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return tidy(found);
}

async function walk(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
    if (file) found.push({ file, name: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  const some = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => []);
  // A browser gives a hundred at a time, and none at the end.
  for (let inside = await some(); inside.length; inside = await some()) {
    for (const one of inside) await walk(one, found);
  }
}

function tidy(files) {
  return files
    .filter(({ name }) => !LEFT_BY_SYSTEMS.test(name))
    .sort((a, b) => a.name.localeCompare(b.name));
}
