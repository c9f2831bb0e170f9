import type { Dispatcher } from 'undici';
import { WebError, type WebRequest, type WebResponse } from '#ports/web.ts';
import { codingsOf, decodeBody } from './content-encoding.ts';
import { asWebError } from './web-failure.ts';

/** A whole response as it came over the wire. */
interface Received {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly codings: readonly string[];
  readonly bytes: Uint8Array;
}

/**
 * One request under way: gathers the response within its bounds, and ends exactly once, by the whole response, by an
 * error, by the time or by the caller. Written against undici's dispatch: its streams would only be put together again.
 */
export class WebExchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<WebResponse>;
  readonly #request: WebRequest;
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

  constructor(request: WebRequest) {
    this.#request = request;
    const { promise, resolve, reject } = Promise.withResolvers<Received>();
    this.#settle = { resolve, reject };
    this.response = promise.then((received) => this.#finish(received));
    const { timeout_ms, signal } = request;
    this.#timer = setTimeout(() => {
      this.#stop(
        new WebError('timeout', `no whole response within ${timeout_ms} ms (SITEPACK_FETCH_TIMEOUT_MS)`),
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
    this.#status = status;
    this.#headers = joinHeaders(headers);
    this.#codings = codingsOf(this.#headers['content-encoding']);
    if (Number(this.#headers['content-length']) > this.#request.max_bytes) this.#stop(this.#tooLarge());
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#wire_bytes += chunk.byteLength;
    // A compressed body larger than what it may be decompressed is none that one wants to see decompressed.
    if (this.#wire_bytes > this.#request.max_bytes) this.#stop(this.#tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#end(true)) return;
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#settle.resolve({ status: this.#status, headers: this.#headers, codings: this.#codings, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    const failure = asWebError(error, this.#request.url);
    if (this.#end(failure)) this.#settle.reject(failure);
  }

  async #finish({ status, headers, codings, bytes }: Received): Promise<WebResponse> {
    const { url, max_bytes } = this.#request;
    try {
      const body = codings.length === 0 ? bytes : await decodeBody(bytes, codings, max_bytes);
      const duration_ms = performance.now() - this.#started_ms;
      return { status, headers, body, wire_bytes: bytes.byteLength, duration_ms };
    } catch (error) {
      throw asWebError(error, url);
    }
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
    return new WebError(
      'too_large',
      `the body is larger than ${this.#request.max_bytes} bytes (SITEPACK_MAX_PAGE_BYTES)`,
    );
  }
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
