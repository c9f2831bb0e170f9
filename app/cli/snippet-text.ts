import type { SearchAnswer } from './api-schemas.ts';

/** A snippet, its matches bold on a terminal. */
export function snippetText(
  { text, matches }: SearchAnswer['hits'][number]['snippet'],
  styled: boolean,
): string {
  if (!styled) return text;
  let shown = '';
  let at = 0;
  for (const { from, to } of matches) {
    shown += `${text.slice(at, from)}\u001B[1m${text.slice(from, to)}\u001B[22m`;
    at = to;
  }
  return shown + text.slice(at);
}
