import type { Clock } from '#ports/clock.ts';
import { type Web, WebError, type WebResponse } from '#ports/web.ts';
import type { HostGate } from './host-gate.ts';
import { MAX_PENALTY_MS } from './politeness.ts';
import { retryAfter } from './response-class.ts';
import { hostOf } from './url.ts';

/** The host has no turn for us now. The page is not asked for; come back later. */
export class HostBusy extends Error {
  override readonly name = 'HostBusy';
  readonly code = 'host_busy';
  readonly retry_after_ms: number;
  constructor(host: string, retry_after_ms: number) {
    super(`${host} has no turn free`);
    this.retry_after_ms = retry_after_ms;
  }
}

/** A host that says 429 or 503 and not for how long is left alone so long. */
const DEFAULT_PENALTY_MS = 1000;

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
   * @throws {HostBusy} before anything was asked. @throws {WebError}
   */
  async get(
    url: string,
    options: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly max_bytes: number;
      readonly signal: AbortSignal;
    },
  ): Promise<WebResponse> {
    const host = hostOf(url);
    const turn = await this.#gate.take(host);
    // A queue can put a message off for no longer than a host may ask to be left alone.
    if ('retry_after_ms' in turn) throw new HostBusy(host, Math.min(turn.retry_after_ms, MAX_PENALTY_MS));
    let penalty_ms = 0;
    try {
      const early_ms = turn.start_ms - this.#clock.monotonic();
      if (early_ms > 0) await this.#clock.sleep(early_ms, options.signal);
      options.signal.throwIfAborted();
      const response = await this.#web.request({
        url,
        headers: { 'user-agent': this.#settings.user_agent, ...options.headers },
        timeout_ms: this.#settings.fetch_timeout_ms,
        max_bytes: options.max_bytes,
        signal: options.signal,
      });
      if (response.status === 429 || response.status === 503) {
        penalty_ms = retryAfter(response.headers['retry-after'], this.#clock.now()) ?? DEFAULT_PENALTY_MS;
      }
      return response;
    } finally {
      // Nobody waits for it: a turn that cannot be given back counts as lost after a while by itself.
      this.#gate.give(host, turn, penalty_ms).catch(this.#onTrouble);
    }
  }
}

/** Whether an error says that the page could not be had, rather than that we stopped asking. */
export function isWebFailure(error: unknown): error is WebError {
  return error instanceof WebError && error.code !== 'aborted';
}
