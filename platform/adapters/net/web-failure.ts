import { errors } from 'undici';
import { type WebAnswered, WebError, type WebErrorCode } from '#ports/web.ts';

/** Codes of errors that undici and Node raise, by what they mean to a crawl. */
type Meaning = readonly [codes: RegExp, meaning: WebErrorCode, words: string];
const MEANINGS: readonly Meaning[] = [
  // An http site answers a greeting in TLS with plain text, whose first bytes are no version of TLS.
  [
    /^ERR_SSL_WRONG_VERSION_NUMBER$/,
    'tls_failed',
    'the site does not speak TLS at this port; if it is an http site, send "scheme":"http"',
  ],
  [/^UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT$|^ETIMEDOUT$/, 'timeout', 'no connection in time'],
  [/^UND_ERR_(?:DESTROYED|CLOSED|ABORTED|ABORT)$/, 'aborted', 'the client was closed'],
  [/^UND_ERR_INVALID_ARG$/, 'bad_url', 'the request cannot be sent'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'bad_response', 'the headers of the response are too large'],
  [
    /^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/,
    'bad_response',
    'the body is shorter or longer than its Content-Length',
  ],
  [/^HPE_/, 'bad_response', 'the response is not HTTP'],
  [/^E(?:NOTFOUND|AI_AGAIN|AI_)/, 'dns_failed', 'the name could not be resolved'],
  [
    /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH|EPROTO$|ERR_OSSL)/,
    'tls_failed',
    'no secure connection',
  ],
];

/** Refused, reset, unreachable, closed in the middle: whatever has no better word. */
const OTHERWISE: Meaning = [/^/, 'connection_failed', 'the connection failed'];

/**
 * What kept a request from a whole response, in the terms of the port, with the URL in its message.
 * @param answered what there was of the response.
 */
export function asWebError(cause: unknown, url: string, answered?: WebAnswered): WebError {
  if (cause instanceof WebError) {
    const { code, message, transient } = cause;
    return new WebError(code, `${url}: ${message}`, { cause, transient, answered });
  }
  const code = codeOf(cause);
  const [, meaning, words] = MEANINGS.find(([codes]) => codes.test(code)) ?? OTHERWISE;
  const why = tellCause(cause);
  // Headers that are too large once are so again.
  const transient = code === 'UND_ERR_HEADERS_OVERFLOW' ? { transient: false } : {};
  return new WebError(meaning, `${url}: ${words} (${why})`, { cause, answered, ...transient });
}

/** What an error says, or its code if it says nothing. */
export function tellCause(cause: unknown): string {
  return reasonOf(cause) ?? codeOf(cause);
}

/** What an error says, in one line. OpenSSL's own texts name its source files; Node has the part that says something. */
function reasonOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const text = 'reason' in cause && typeof cause.reason === 'string' ? cause.reason : cause.message;
  return text === '' ? undefined : text.replaceAll(/\s+/g, ' ').trim();
}

/** Of several failed addresses the first one's. */
function codeOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0]);
  // Its own code is absent where the response is no HTTP at all.
  if (cause instanceof errors.HTTPParserError) return 'HPE_';
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
