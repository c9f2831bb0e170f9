const MOST_KEPT = 10_000;
/** A longer one comes once. */
const MOST_KEPT_CHARS = 16;

/** Keeps what becomes of short texts: most are a quotation mark, a dash or a letter with an accent. */
export function remembered<Made>(make: (text: string) => Made): (text: string) => Made {
  const kept = new Map<string, Made>();
  return (text) => {
    if (text.length > MOST_KEPT_CHARS) return make(text);
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size === MOST_KEPT) kept.clear();
    const made = make(text);
    kept.set(text, made);
    return made;
  };
}
