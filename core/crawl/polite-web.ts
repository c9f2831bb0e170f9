import type { Clock } from '#ports/clock.ts';
import { MAX_DELAY_MS } from '#ports/queue.ts';
import { type Web, WebError, type WebErrorCode, type WebResponse } from '#ports/web.ts';
import type { ComeBack } from './host-desk.ts';
import type { HostGate } from './host-gate.ts';
import type { TurnEnd } from './host-pace.ts';
import { retryAfter } from './response-class.ts';
import type { SiteCredentials } from './site-credentials.ts';
import { hostOf } from './url.ts';

/** The host has no turn for us now. The page is not asked for; come back later. */
export class HostBusy extends Error {
  override readonly name = 'HostBusy';
  readonly code = 'host_busy';
  /** May be longer than a queue can put a message off: then it is put off again. */
  readonly retry_after_ms: number;
  constructor(host: string, retry_after_ms: number) {
    super(`${host} has no turn free`);
    this.retry_after_ms = retry_after_ms;
  }
}

/** The host has refused, or not answered, so often in a row that it is not asked for this page at all. */
export class HostFailing extends Error {
  override readonly name = 'HostFailing';
  readonly code = 'host_failing';
  readonly retry_after_ms: number;
  constructor(host: string, strikes: number, retry_after_ms: number) {
    const wait_s = Math.ceil(retry_after_ms / 1000);
    super(
      `${host} asked for less, or did not answer, ${strikes} times in a row, and is left alone for ${wait_s} s`,
    );
    this.retry_after_ms = retry_after_ms;
  }
}

/** The web as a well-behaved crawler uses it: every request in its turn, and less of them when the host asks for less. */
export class PoliteWeb {
  readonly #web: Web;
  readonly #gate: HostGate;
  readonly #clock: Clock;
  readonly #onTrouble: (error: unknown) => void;
  readonly #settings: { readonly user_agent: string; readonly fetch_timeout_ms: number };

  /** @param ports `onTrouble` is told when a turn could not be given back. */
  constructor(
    ports: { web: Web; gate: HostGate; clock: Clock; onTrouble: (error: unknown) => void },
    settings: { readonly user_agent: string; readonly fetch_timeout_ms: number },
  ) {
    this.#web = ports.web;
    this.#gate = ports.gate;
    this.#clock = ports.clock;
    this.#onTrouble = ports.onTrouble;
    this.#settings = settings;
  }

  /**
   * One GET, no redirects followed.
   * @param options.credentials sent if the URL is one of theirs; of redirects each is asked for by itself, and judged anew.
   * @param options.crawl_delay_ms what the host's robots.txt asks for; when absent, what it was the last time holds.
   * @throws {HostBusy} {@link HostFailing}, before anything was asked. @throws {WebError}
   */
  async get(
    url: string,
    options: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly credentials?: SiteCredentials | undefined;
      readonly crawl_delay_ms?: number | undefined;
      readonly max_bytes: number;
      /** A longer body is cut there. */
      readonly cut?: boolean;
      readonly public_only?: boolean;
      readonly signal: AbortSignal;
    },
  ): Promise<WebResponse> {
    const host = hostOf(url);
    const turn = await this.#gate.take(host, options.crawl_delay_ms);
    if ('retry_after_ms' in turn) throw sentAway(host, turn);
    let end: TurnEnd | undefined;
    try {
      const early_ms = turn.start_ms - this.#clock.monotonic();
      if (early_ms > 0) await this.#clock.sleep(early_ms, options.signal);
      options.signal.throwIfAborted();
      const response = await this.#web.request({
        url,
        headers: {
          'user-agent': this.#settings.user_agent,
          ...options.headers,
          ...options.credentials?.headersFor(url),
        },
        timeout_ms: this.#settings.fetch_timeout_ms,
        max_bytes: options.max_bytes,
        ...(options.cut === true ? { cut: true } : {}),
        ...(options.public_only === true ? { public_only: true } : {}),
        signal: options.signal,
      });
      end = endOf(response, this.#clock.now());
      return response;
    } catch (error) {
      if (error instanceof WebError && UNANSWERED.has(error.code)) end = { kind: 'failed' };
      throw error;
    } finally {
      // Nobody waits for it: a turn that cannot be given back counts as lost after a while by itself.
      this.#gate.give(host, turn, end).catch(this.#onTrouble);
    }
  }
}

/** Errors that tell that a host was not there to answer; others are of the page, of us, or of what it was asked. */
const UNANSWERED: ReadonlySet<WebErrorCode> = new Set([
  'dns_failed',
  'connection_failed',
  'tls_failed',
  'timeout',
]);

/** What a response tells of its host. Server errors tell nothing: they come fast, and may be of one page alone. */
function endOf({ status, headers, duration_ms }: WebResponse, now_ms: number): TurnEnd | undefined {
  if (status === 429 || status === 503) {
    const retry_after_ms = retryAfter(headers['retry-after'], now_ms);
    return retry_after_ms === undefined ? { kind: 'refused' } : { kind: 'refused', retry_after_ms };
  }
  return status >= 500 ? undefined : { kind: 'answered', took_ms: duration_ms };
}

/**
 * A host that fails is told so of a page as a try of it, and there are few. So that none is used up before the host may be
 * asked again, it is said only when the next time that the message comes is then: no queue puts it off for longer at once.
 */
function sentAway(host: string, { retry_after_ms, strikes }: ComeBack): HostBusy | HostFailing {
  return strikes === undefined || retry_after_ms > MAX_DELAY_MS
    ? new HostBusy(host, retry_after_ms)
    : new HostFailing(host, strikes, retry_after_ms);
}

/** Whether an error says that the page could not be had, rather than that we stopped asking. */
export function isWebFailure(error: unknown): error is WebError {
  return error instanceof WebError && error.code !== 'aborted';
}
