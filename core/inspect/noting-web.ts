import { type Web, WebError, type WebRequest, type WebResponse } from '#ports/web.ts';

/** A request that was made, and what came of it. */
export type NotedRequest = { readonly url: string } & (
  | {
      readonly status: number;
      /** Those that tell a crawler something ({@link TOLD}). */
      readonly headers: Readonly<Record<string, string>>;
      /** Of the body, as it came. */
      readonly wire_bytes: number;
      /** Of the body, decompressed. */
      readonly bytes: number;
      readonly duration_ms: number;
    }
  | { readonly error: string; readonly message: string }
);

/** Response headers that a crawler goes by. Others are not told: cookies among them may let people in. */
const TOLD = [
  'content-type',
  'content-encoding',
  'content-language',
  'location',
  'link',
  'x-robots-tag',
  'retry-after',
  'etag',
  'last-modified',
] as const;
/** Characters that are told of a header. */
const MOST_CHARS = 1000;

/** The web, and what was asked of it. */
export class NotingWeb implements Web {
  readonly #web: Web;
  #noted: NotedRequest[] = [];
  #last: { readonly url: string; readonly response: WebResponse } | undefined;

  constructor(web: Web) {
    this.#web = web;
  }

  /** What was asked since the last call, in the order in which it ended. */
  take(): readonly NotedRequest[] {
    const noted = this.#noted;
    this.#noted = [];
    return noted;
  }

  /** What a URL was answered with, if it was the last one to be answered. */
  answerOf(url: string): WebResponse | undefined {
    return this.#last?.url === url ? this.#last.response : undefined;
  }

  async request(request: WebRequest): Promise<WebResponse> {
    const { url } = request;
    try {
      const response = await this.#web.request(request);
      this.#last = { url, response };
      const { status, body, wire_bytes, duration_ms } = response;
      const told = toldOf(response.headers);
      this.#noted.push({ url, status, headers: told, wire_bytes, bytes: body.length, duration_ms });
      return response;
    } catch (error) {
      if (error instanceof WebError) this.#noted.push({ url, error: error.code, message: error.message });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#web.close();
  }
}

function toldOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const told = TOLD.map((name) => [name, headers[name]?.slice(0, MOST_CHARS)] as const);
  return Object.fromEntries(told.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
