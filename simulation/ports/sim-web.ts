import { type Web, WebError, type WebRequest, type WebResponse } from '#ports/web.ts';
import type { Life } from '../kernel/life.ts';
import type { MadeWeb } from '../web/made-web.ts';

/** Longer than a request is on its way: one that was given up before that had not left. */
const WAY_MS = 100;

/** The made web as one life reaches it: a site is asked at one moment, and answers some time later, or never. */
export class SimWeb implements Web {
  readonly #life: Life;
  readonly #web: MadeWeb;

  constructor(life: Life, web: MadeWeb) {
    this.#life = life;
    this.#web = web;
  }

  request(request: WebRequest): Promise<WebResponse> {
    const { laws } = this.#life;
    return new Promise((resolve, reject) => {
      let settled_ms = Infinity;
      const settle = (end: () => void): void => {
        settled_ms = Math.min(settled_ms, laws.timeline.now_ms);
        cancel();
        deafen();
        end();
      };
      const refuse = (error: WebError): void => settle(() => reject(error));
      const stop = (): void => refuse(new WebError('aborted', 'the request was stopped'));
      const late = new WebError('timeout', `no answer within ${request.timeout_ms} ms`);
      const cancel = laws.timeline.after(request.timeout_ms, () => this.#life.hear(() => refuse(late)));
      const deafen = this.#life.onAbort(request.signal, stop);
      if (request.signal?.aborted === true) {
        stop();
        return;
      }
      const answered = (response: WebResponse): void => settle(() => resolve(response));
      const hasLeft = (): boolean => laws.timeline.now_ms - settled_ms < WAY_MS;
      this.#ask(request, hasLeft).then(answered, (error: unknown) => refuse(asWebError(error)));
    });
  }

  async close(): Promise<void> {}

  /** @param hasLeft whether a request that arrives now was given up too late to be held back, or not at all. */
  async #ask(request: WebRequest, hasLeft: () => boolean): Promise<WebResponse> {
    const { laws, process } = this.#life;
    const failure = (why: string): Error => new WebError('connection_failed', why);
    const answer = await this.#life.call({
      service: 'web',
      operation: 'request',
      about: request.url,
      failure,
      apply: () => {
        // Whoever stood still since it gave up sends no request when it goes on.
        if (!hasLeft()) return { kind: 'never' } as const;
        const made = this.#web.answer(request);
        const status = made.kind === 'response' ? { status: made.status } : {};
        laws.emit(process, { type: 'asked', url: request.url, ...status });
        return made;
      },
    });
    if (answer.kind === 'never') return new Promise(() => undefined);
    await new Promise<void>((resolve) => {
      laws.timeline.after(answer.after_ms, () => this.#life.hear(resolve));
    });
    if (answer.kind === 'error') throw new WebError(answer.code, 'the site failed');
    const { status, headers, body, after_ms } = answer;
    const response = { status, headers, body, wire_bytes: body.length, duration_ms: after_ms };
    if (body.length <= request.max_bytes) return response;
    if (request.cut !== true) throw new WebError('too_large', `more than ${request.max_bytes} bytes`);
    return { ...response, body: body.subarray(0, request.max_bytes), cut: true };
  }
}

function asWebError(error: unknown): WebError {
  return error instanceof WebError ? error : new WebError('connection_failed', String(error));
}
