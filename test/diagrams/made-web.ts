import type { Web, WebRequest, WebResponse } from '#ports/web.ts';

/** The site https://site.gov: two pages, which answer at once. What is not among its pages is not found. */
export class MadeWeb implements Web {
  /** A page that breaks its reader, if there is one: its URL. */
  poison: string | undefined;
  readonly #pages = new Map([
    ['https://site.gov/', html('Home', '/about')],
    ['https://site.gov/about', html('About', '/')],
  ]);

  /** Puts pages, HTML by path, beside the others or in their place. */
  change(pages: Readonly<Record<string, string>>): void {
    for (const [path, html] of Object.entries(pages)) this.#pages.set(`https://site.gov${path}`, html);
  }

  async request({ url }: WebRequest): Promise<WebResponse> {
    const html = this.#pages.get(url);
    const body = Buffer.from(html ?? '');
    const status = html === undefined ? 404 : 200;
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return { status, headers, body, wire_bytes: body.length, duration_ms: 0 };
  }

  async close(): Promise<void> {}
}

/** A page with a title and links. */
export function html(title: string, ...links: readonly string[]): string {
  const anchors = links.map((link) => `<a href="${link}">${link}</a>`).join(' ');
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><main><h1>${title}</h1><p>A page about maps. ${anchors}</p></main></body></html>`;
}
