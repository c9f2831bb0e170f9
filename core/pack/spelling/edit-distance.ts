/**
 * How many letters must be put in, left out, changed, or swapped with the next one, to make one word of another: the optimal string
 * alignment distance (Damerau 1964, without edits within edits), of UTF-16 units.
 * @param most beyond which it does not matter: then more than that is returned.
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const [letter, its] = [one.charCodeAt(i - 1), other.charCodeAt(j - 1)];
      let edits = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + Number(letter !== its),
      );
      const isSwap = i > 1 && j > 1 && letter === other.charCodeAt(j - 2) && its === one.charCodeAt(i - 2);
      if (isSwap) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      row.push(edits);
      least = Math.min(least, edits);
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[other.length] ?? 0, most + 1);
}
