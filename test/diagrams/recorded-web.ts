import type { Web, WebRequest, WebResponse } from '#ports/web.ts';
import type { Recorder } from './recorder.ts';
import type { Participant } from './recorded-diagram.ts';

/** The web as one worker sees it. */
export class RecordedWeb implements Web {
  readonly #web: Web;
  readonly #recorder: Recorder;
  readonly #who: Participant;

  constructor(web: Web, recorder: Recorder, who: Participant) {
    this.#web = web;
    this.#recorder = recorder;
    this.#who = who;
  }

  async request(request: WebRequest): Promise<WebResponse> {
    this.#recorder.arrow(this.#who, 'WWW', `Fetch ${request.url}`);
    const response = await this.#web.request(request);
    this.#recorder.arrow('WWW', this.#who, String(response.status), '-->>');
    return response;
  }

  close(): Promise<void> {
    return this.#web.close();
  }
}
