import { MAX_REFRESH_S } from '../extracted.ts';

/** Seconds, then a URL with or without `url=` before it, in quotes or not (HTML, "shared declarative refresh steps"). */
const REFRESH = /^\s*(\d{1,9})(?:\.[\d.]*)?\s*[\s;,]\s*(?:url\s*=\s*)?(.*)$/is;
/** Longest content that is looked at. */
const MAX_CHARS = 5000;

/**
 * Where a meta element or header `refresh` sends browsers within {@link MAX_REFRESH_S}; undefined when it only loads the
 * page again, or leaves time to read it.
 * @returns the URL as written, to be resolved.
 */
export function refreshTarget(content: string): string | undefined {
  if (content.length > MAX_CHARS) return undefined;
  const [, seconds, said = ''] = REFRESH.exec(content) ?? [];
  if (seconds === undefined || Number(seconds) > MAX_REFRESH_S) return undefined;
  const quote = said.startsWith('"') || said.startsWith("'") ? said.slice(0, 1) : '';
  const target = quote === '' ? said : said.slice(1).split(quote, 1)[0];
  return target?.trim() || undefined;
}
