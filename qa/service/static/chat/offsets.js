/**
 * The service counts Unicode code points, JavaScript counts UTF-16 units: an
 * emoji or a rare letter is one of the first and two of the second.
 */

/**
 * The UTF-16 offsets of code point offsets, in one pass over the text.
 * @param {string} text
 * @param {number[]} points ascending; one past the text's end gives the text's length
 * @returns {number[]}
 */
export function toUnits(text, points) {
  const units = [];
  let point = 0;
  let unit = 0;
  for (const wanted of points) {
    while (point < wanted && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    units.push(unit);
  }
  return units;
}

/**
 * Number of code points.
 * @param {string} text
 */
export function countPoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
