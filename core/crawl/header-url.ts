import { isUtf8 } from 'node:buffer';
import { canonicalUrl } from './url.ts';

/**
 * The URL that a header names. Servers send paths in UTF-8 that are no ASCII; HTTP clients hand on the bytes one by one, as
 * Latin-1.
 * @param from what it may be relative to: the URL that was asked for.
 * @returns undefined when it is none that can be a page.
 */
export function headerUrl(written: string, from: string): string | undefined {
  if (!/^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(written)) return canonicalUrl(written, from);
  const bytes = Buffer.from(written, 'latin1');
  return canonicalUrl(isUtf8(bytes) ? bytes.toString('utf8') : written, from);
}
