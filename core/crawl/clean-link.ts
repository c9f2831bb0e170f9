import { isSessionParameter, withoutSessionSegments } from './session-ids.ts';
import { isTrackingParameter } from './tracking-parameters.ts';
import { canonicalUrl, pathOf } from './url.ts';

/** Query parameters that a site's rules cut. */
export interface DropQuery {
  readonly names: ReadonlySet<string>;
  /** Of names that begin so; an empty one takes them all. */
  readonly prefixes: readonly string[];
}

const NOTHING: DropQuery = { names: new Set(), prefixes: [] };

/**
 * The URL by which a crawl reads what a link leads to: without tracking parameters, known session ids, what the site's
 * rules cut, empty parameters (`&&`: who parses a form passes over them), and a `?` with nothing behind it. All else
 * stays, in its order: servers tell `a=1&b=2` from `b=2&a=1`, `/a` from `/a/`, and `/` from `/index.html`.
 *
 * Not a part of {@link canonicalUrl}, which names documents: what a client posts by its URL keeps that name, and finds
 * its document by it again. Pages are stored with their links as written, so other rules need no page read anew.
 *
 * @param url canonical.
 * @returns canonical, of the same origin, not longer; the same when there is nothing to cut. Idempotent. Never throws.
 */
export function cleanLink(url: string, drop: DropQuery = NOTHING): string {
  // As almost all links are: nothing in them can be cut.
  if (!url.includes('?') && !url.includes(';') && !url.includes('/(')) return url;
  let clean = url;
  for (;;) {
    const cut = cutOnce(clean, drop);
    // Of what was canonical, a part is: but what was cut may have kept the rest from being decoded (a stray "%").
    const next = cut === clean || !cut.includes('%') ? cut : canonicalUrl(cut);
    if (next === undefined || next === cut) return cut;
    clean = next;
  }
}

function cutOnce(url: string, drop: DropQuery): string {
  const mark = url.indexOf('?');
  const page = mark === -1 ? url : url.slice(0, mark);
  const path = pathOf(page);
  const kept_path = withoutSessionSegments(path);
  const kept = kept_path === path ? page : `${page.slice(0, page.length - path.length)}${kept_path}`;
  if (mark === -1) return kept;
  const query = keptQuery(url.slice(mark + 1), drop);
  return query === '' ? kept : `${kept}?${query}`;
}

function keptQuery(query: string, drop: DropQuery): string {
  const parameters = query.split('&');
  const kept = parameters.filter((parameter) => parameter !== '' && !isDropped(parameter, query, drop));
  return kept.length === parameters.length ? query : kept.join('&');
}

function isDropped(parameter: string, query: string, drop: DropQuery): boolean {
  const [name, value] = splitParameter(parameter);
  if (drop.names.size > 0 && drop.names.has(name)) return true;
  if (drop.prefixes.length > 0 && drop.prefixes.some((prefix) => name.startsWith(prefix))) return true;
  const lower = name.toLowerCase();
  return isTrackingParameter(lower) || isSessionParameter(lower, value, query);
}

/** Name, with its percent-encodings decoded as far as they are ASCII, and value, as it stands. */
export function splitParameter(parameter: string): [name: string, value: string] {
  const equals = parameter.indexOf('=');
  const name = equals === -1 ? parameter : parameter.slice(0, equals);
  return [decodeAscii(name), equals === -1 ? '' : parameter.slice(equals + 1)];
}

function decodeAscii(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%[0-7][0-9a-f]/gi, (triplet) =>
    String.fromCharCode(Number.parseInt(triplet.slice(1), 16)),
  );
}
