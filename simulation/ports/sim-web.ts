import { type Web, WebError, type WebRequest, type WebResponse } from '#ports/web.ts';
import type { Life } from '../kernel/life.ts';
import type { MadeWeb } from '../web/made-web.ts';

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
      const settle = (end: () => void): void => {
        cancel();
        request.signal?.removeEventListener('abort', stop);
        end();
      };
      const refuse = (error: WebError): void => settle(() => reject(error));
      const stop = (): void => refuse(new WebError('aborted', 'the request was stopped'));
      const cancel = laws.timeline.after(request.timeout_ms, () =>
        this.#life.hear(() => refuse(new WebError('timeout', `no answer within ${request.timeout_ms} ms`))),
      );
      if (request.signal?.aborted === true) {
        stop();
        return;
      }
      request.signal?.addEventListener('abort', stop);
      this.#ask(request).then(
        (response) => {
          if (response === undefined) return;
          if (response.body.length > request.max_bytes)
            refuse(new WebError('too_large', `more than ${request.max_bytes} bytes`));
          else settle(() => resolve(response));
        },
        (error: unknown) =>
          refuse(error instanceof WebError ? error : new WebError('connection_failed', String(error))),
      );
    });
  }

  async close(): Promise<void> {}

  /** @returns undefined when no answer ever comes. */
  async #ask(request: WebRequest): Promise<WebResponse | undefined> {
    const { laws, process } = this.#life;
    const failure = (why: string): Error => new WebError('connection_failed', why);
    const answer = await this.#life.call({
      service: 'web',
      operation: 'request',
      about: request.url,
      failure,
      apply: () => {
        const made = this.#web.answer(request);
        const status = made.kind === 'response' ? { status: made.status } : {};
        laws.emit(process, { type: 'asked', url: request.url, ...status });
        return made;
      },
    });
    if (answer.kind === 'never') return undefined;
    await new Promise<void>((resolve) => {
      laws.timeline.after(answer.after_ms, () => this.#life.hear(resolve));
    });
    if (answer.kind === 'error') throw new WebError(answer.code, 'the site failed');
    const { status, headers, body, after_ms } = answer;
    return { status, headers, body, wire_bytes: body.length, duration_ms: after_ms };
  }
}
