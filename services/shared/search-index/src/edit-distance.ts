/**
 * Edits between two words, where an edit is a letter put in, left out, replaced, or swapped with its neighbour
 * (Damerau's distance in its restricted form: no letter is edited twice).
 *
 * @param limit largest distance of interest
 * @returns the distance, or `limit + 1` when it is larger than `limit`
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const width = b.length + 1;
  const cells = roomFor(3 * width);
  for (let j = 0; j < width; j += 1) cells[j] = j;
  // Three rows of the table by turns: the one at hand, the last, and the one before.
  let last = 0;
  let beforeLast = 2 * width;
  let row = width;
  for (let i = 1; i <= a.length; i += 1) {
    const letter = a.charCodeAt(i - 1);
    cells[row] = i;
    let smallest = i;
    for (let j = 1; j < width; j += 1) {
      const other = b.charCodeAt(j - 1);
      let edits = cells[last + j - 1]! + (letter === other ? 0 : 1);
      if (cells[last + j]! + 1 < edits) edits = cells[last + j]! + 1;
      if (cells[row + j - 1]! + 1 < edits) edits = cells[row + j - 1]! + 1;
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) {
        const swapped = cells[beforeLast + j - 2]! + 1;
        if (swapped < edits) edits = swapped;
      }
      cells[row + j] = edits;
      if (edits < smallest) smallest = edits;
    }
    if (smallest > limit) return limit + 1;
    [row, last, beforeLast] = [beforeLast, row, last];
  }
  return Math.min(cells[last + b.length]!, limit + 1);
}

// Kept from call to call: this is called for very many words one after another.
let room = new Uint32Array(256);

function roomFor(cells: number): Uint32Array {
  if (cells > room.length) room = new Uint32Array(cells * 2);
  return room;
}
