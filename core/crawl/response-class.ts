import { headerUrl } from './header-url.ts';
import { MAX_PENALTY_MS } from './host-pace.ts';

/** What to do with a response, going by its status. */
export type ResponseClass =
  /** There is a page. */
  | { readonly kind: 'ok' }
  /** 304: the page is as it was. */
  | { readonly kind: 'unchanged' }
  /** `to` is where to, if that can be a page. */
  | { readonly kind: 'redirect'; readonly to: string | undefined }
  /** 404, 410: there is no page. */
  | { readonly kind: 'gone' }
  /** Asking again would bring the same answer. */
  | { readonly kind: 'client_error' }
  /** Another try may help; `after_ms` when the server says how long to wait, at most {@link MAX_PENALTY_MS}. */
  | { readonly kind: 'retry'; readonly after_ms?: number };

const NO_PAGE: ReadonlySet<number> = new Set([204, 205, 206]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Too early, too many, took too long. */
const RETRIED_4XX: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Sorts a response by its status (RFC 9110, section 15).
 *
 * @param headers with names in lower case.
 * @param request.url what was asked for, canonical; a Location may be relative to it.
 * @param request.now_ms Unix ms, for a Retry-After that is a date.
 */
export function classifyResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  request: { readonly url: string; readonly now_ms: number },
): ResponseClass {
  // No content, or a part that nobody asked for, is no page.
  if (status >= 200 && status < 300) return { kind: NO_PAGE.has(status) ? 'client_error' : 'ok' };
  if (status === 304) return { kind: 'unchanged' };
  if (REDIRECTS.has(status))
    return { kind: 'redirect', to: redirectTarget(headers['location'], request.url) };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (RETRIED_4XX.has(status) || status >= 500) {
    const after_ms = retryAfter(headers['retry-after'], request.now_ms);
    return after_ms === undefined ? { kind: 'retry' } : { kind: 'retry', after_ms };
  }
  return { kind: 'client_error' };
}

/**
 * Ms to wait by a Retry-After (seconds or an HTTP date), at most {@link MAX_PENALTY_MS}; `undefined` when it says nothing.
 */
export function retryAfter(value: string | undefined, now_ms: number): number | undefined {
  const text = value?.trim();
  if (text === undefined || text === '') return undefined;
  const after_ms = /^\d+$/.test(text) ? Number(text) * 1000 : httpDate(text) - now_ms;
  return Number.isNaN(after_ms) ? undefined : Math.min(Math.max(after_ms, 0), MAX_PENALTY_MS);
}

/** NaN for what is none; only dates in GMT, as others would be read in the machine's own zone. */
function httpDate(text: string): number {
  return /\bGMT$/.test(text) ? Date.parse(text) : Number.NaN;
}

function redirectTarget(location: string | undefined, from: string): string | undefined {
  return location === undefined ? undefined : headerUrl(location, from);
}
