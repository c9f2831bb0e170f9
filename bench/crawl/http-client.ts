import { Agent, request } from 'undici';

/** Plain requests to one site. */
export interface HttpClient extends AsyncDisposable {
  /** The page's text; `undefined` when it is no HTML or was not answered with 200. */
  getHtml(url: string): Promise<string | undefined>;
}

export function openHttp(concurrency: number): HttpClient {
  const agent = new Agent({ connections: concurrency, pipelining: 1 });
  return {
    async getHtml(page) {
      const { statusCode, headers, body } = await request(page, { dispatcher: agent });
      const text = await body.text();
      return statusCode === 200 && String(headers['content-type']).startsWith('text/html') ? text : undefined;
    },
    [Symbol.asyncDispose]: () => agent.close(),
  };
}
