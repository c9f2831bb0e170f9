import { cutText } from './cut-text.ts';
import { MAX_TITLE_CHARS } from './extracted.ts';
import { tidySpace } from './tidy-text.ts';
import { pathOf } from './url.ts';

/** Longest header that is looked at. */
const MAX_HEADER_CHARS = 4000;

/**
 * The name of a file that is read: as Content-Disposition has it (RFC 6266; `filename*` before `filename`), else the
 * last part of its path. Empty for the root of a site.
 * @param disposition the header, as it came.
 */
export function fileName(url: string, disposition = ''): string {
  const header = disposition.slice(0, MAX_HEADER_CHARS);
  const [, extended] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^\s;]+)/i.exec(header) ?? [];
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(header) ?? [];
  const named = extended === undefined ? (quoted ?? token ?? '') : decoded(extended);
  const [path = ''] = pathOf(url).split('?', 1);
  // Some send a whole path, of either system.
  return tidyName(named.split(/[/\\]/).at(-1) ?? '') || tidyName(decoded(lastPart(path)));
}

/** What follows the last dot of a name, in lower case; empty when nothing does. */
export function extensionOf(name: string): string {
  return /\.([a-z\d]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

function lastPart(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? '';
}

function tidyName(name: string): string {
  return cutText(tidySpace(name), MAX_TITLE_CHARS);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that is only that, or bytes of another charset: the name as it stands will do.
    return text;
  }
}
