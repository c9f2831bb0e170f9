import type { Dispatcher } from 'undici';
import { type WebAnswered, WebError, type WebRequest, type WebResponse } from '#ports/web.ts';
import { codingsOf, decodeBeginning, decodeBody } from './content-encoding.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { proxyWantsPassword } from './proxy-failure.ts';
import { asWebError } from './web-failure.ts';

/** A whole response as it came over the wire. */
interface Received {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly codings: readonly string[];
  readonly bytes: Uint8Array;
  /** More would have come. */
  readonly cut: boolean;
}

/**
 * One request under way: gathers the response within its bounds, and ends exactly once, by the whole response, by an
 * error, by the time or by the caller. Written against undici's dispatch: its streams would only be put together again.
 */
export class WebExchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<WebResponse>;
  readonly #request: WebRequest;
  readonly #proxy: ProxyAddress | undefined;
  readonly #started_ms = performance.now();
  readonly #settle: { resolve: (received: Received) => void; reject: (error: WebError) => void };
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#stop(new WebError('aborted', 'the request was given up'));
  #controller: Dispatcher.DispatchController | undefined;
  #ended: WebError | true | undefined;
  #status = 0;
  #headers: Record<string, string> = {};
  #codings: readonly string[] = [];
  #chunks: Uint8Array[] = [];
  #wire_bytes = 0;

  /** @param proxy that is asked for the page in the site's place. */
  constructor(request: WebRequest, proxy?: ProxyAddress) {
    this.#request = request;
    this.#proxy = proxy;
    const { promise, resolve, reject } = Promise.withResolvers<Received>();
    this.#settle = { resolve, reject };
    this.response = promise.then((received) => this.#finish(received));
    const { timeout_ms, signal } = request;
    const by = proxy === undefined ? '' : ` by way of the proxy ${proxy.name}`;
    this.#timer = setTimeout(() => {
      this.#stop(
        new WebError('timeout', `no whole response${by} within ${timeout_ms} ms (SITEPACK_FETCH_TIMEOUT_MS)`),
      );
    }, timeout_ms);
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** It was given up before it could be sent. */
  get over(): boolean {
    return this.#ended !== undefined;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended instanceof WebError) controller.abort(this.#ended);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    if (status === 407 && this.#proxy !== undefined) {
      this.#stop(proxyWantsPassword(this.#proxy));
      return;
    }
    this.#status = status;
    this.#headers = joinHeaders(headers);
    this.#codings = codingsOf(this.#headers['content-encoding']);
    const { max_bytes, cut } = this.#request;
    if (cut !== true && Number(this.#headers['content-length']) > max_bytes) this.#stop(this.#tooLarge());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const { max_bytes, cut } = this.#request;
    const left_bytes = max_bytes - this.#wire_bytes;
    this.#wire_bytes += chunk.byteLength;
    // A compressed body larger than what it may be decompressed is none that one wants to see decompressed.
    if (chunk.byteLength <= left_bytes) this.#chunks.push(chunk);
    else if (cut !== true) this.#stop(this.#tooLarge());
    else {
      this.#chunks.push(chunk.subarray(0, left_bytes));
      this.#complete(true);
      controller.abort(this.#tooLarge());
    }
  }

  onResponseEnd(): void {
    this.#complete(false);
  }

  #complete(cut: boolean): void {
    if (!this.#end(true)) return;
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    const received = { status: this.#status, headers: this.#headers, codings: this.#codings };
    this.#settle.resolve({ ...received, bytes, cut });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    const failure = asWebError(error, this.#request.url, this.#answered());
    if (this.#end(failure)) this.#settle.reject(failure);
  }

  async #finish(received: Received): Promise<WebResponse> {
    const { url } = this.#request;
    const { status, headers, bytes } = received;
    try {
      const { body, cut } = await this.#decoded(received);
      const duration_ms = performance.now() - this.#started_ms;
      const response = { status, headers, body, wire_bytes: bytes.byteLength, duration_ms };
      return cut ? { ...response, cut } : response;
    } catch (error) {
      throw asWebError(error, url, this.#answered());
    }
  }

  async #decoded({ codings, bytes, cut }: Received): Promise<{ body: Uint8Array; cut: boolean }> {
    const { max_bytes, cut: mayCut } = this.#request;
    if (codings.length === 0) return { body: bytes, cut };
    if (mayCut === true) return await decodeBeginning({ body: bytes, cut }, codings, max_bytes);
    return { body: await decodeBody(bytes, codings, max_bytes), cut };
  }

  /** What has come by now, once the head is there. */
  #answered(): WebAnswered | undefined {
    if (this.#status === 0) return undefined;
    const duration_ms = performance.now() - this.#started_ms;
    return { status: this.#status, wire_bytes: this.#wire_bytes, duration_ms };
  }

  /** Ends it from our side: the connection is closed, for the rest of the response is still on it. */
  #stop(reason: WebError): void {
    this.fail(reason);
    this.#controller?.abort(reason);
  }

  #end(how: WebError | true): boolean {
    if (this.#ended !== undefined) return false;
    this.#ended = how;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    if (how !== true) this.#chunks = [];
    return true;
  }

  #tooLarge(): WebError {
    return new WebError('too_large', `the body is larger than ${this.#request.max_bytes} bytes`);
  }
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(name === 'x-robots-tag' ? '\n' : ', ') : (value ?? ''),
    ]),
  );
}
