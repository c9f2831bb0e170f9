/** A longer one is a sentence or a paste: of one person, and no use in a list. */
const MOST_CHARS = 100;

/**
 * A query as it is counted: whoever writes it in capital letters, or with more space, asks the same.
 * @returns undefined where it is not to be kept: it is empty, long, or has what is likely to be about a person.
 */
export function queryText(query: string): string | undefined {
  // What is being typed is asked with a star behind it.
  const words = query.normalize('NFC').toWellFormed().trim().split(/\s+/u);
  // In small letters `OR` is a word.
  const text = words.map((word) => (word === 'OR' ? word : word.toLowerCase())).join(' ');
  const whole = text.replace(/\*$/u, '');
  return whole === '' || whole.length > MOST_CHARS || isPersonal(whole) ? undefined : whole;
}

/** An e-mail address, or digits enough for a number of a telephone, an account or a person; a date has eight. */
function isPersonal(text: string): boolean {
  if (/\S@\S/u.test(text) || /\p{Nd}{7}/u.test(text)) return true;
  const runs = text.match(/[\p{Nd}\s()/.+-]+/gu) ?? [];
  return runs.some((run) => run.replaceAll(/\P{Nd}/gu, '').length > 8);
}
