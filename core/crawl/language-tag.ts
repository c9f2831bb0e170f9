/** A language in its BCP 47 spelling (`de-AT`), from what a page or a server gives; empty when it is none. */
export function languageTag(text: string): string {
  const tag = text.split(',', 1)[0]?.trim().replaceAll('_', '-') ?? '';
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,4}$/i.test(tag)) return '';
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? '';
  } catch (error) {
    // Well formed to the eye, and still none, such as one with a part twice.
    if (error instanceof RangeError) return '';
    throw error;
  }
}
