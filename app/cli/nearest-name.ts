/** Two slips of a finger; with three, names that have nothing to do with each other begin to match. */
const MOST_EDITS = 2;

/**
 * The name that somebody may have meant by a word: the nearest one by edit distance (Levenshtein), two edits away at
 * most, and less than the whole word.
 */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const near = names
    .map((name) => ({ name, edits: editDistance(word, name) }))
    .filter(({ name, edits }) => edits <= MOST_EDITS && edits < Math.min(word.length, name.length))
    .toSorted((a, b) => a.edits - b.edits);
  return near[0]?.name;
}

/** `; did you mean "crawl"?`, or nothing when no name is near. @param prefix of the names, such as `--`. */
export function didYouMean(word: string, names: readonly string[], prefix = ''): string {
  const name = nearestName(word, names);
  return name === undefined ? '' : `; did you mean "${prefix}${name}"?`;
}

/** Wagner and Fischer's table, one row at a time. */
function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [row, letter] of Array.from(a).entries()) {
    const now = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const replaced = (before[column] ?? 0) + (letter === other ? 0 : 1);
      now.push(Math.min(replaced, (before[column + 1] ?? 0) + 1, (now[column] ?? 0) + 1));
    }
    before = now;
  }
  return before.at(-1) ?? 0;
}
