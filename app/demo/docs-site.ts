import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { html, raw } from 'hono/html';
import { Marked } from 'marked';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Folders whose Markdown is the site. */
const FOLDERS = [
  'docs',
  'docs/adr',
  ...['indexer', 'crawler', 'timer', 'packer', 'orchestrator', 'searcher'].map((role) => `workers/${role}`),
];
const FILES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}pre{overflow:auto}';

interface Page {
  readonly type: string;
  readonly body: string;
}

/** The project's own documentation as a site on loopback, with robots.txt and sitemap.xml. */
export interface DocsSite extends AsyncDisposable {
  /** Base URL, with a slash at its end. */
  readonly url: string;
}

/** Renders the documentation and serves it on a free port of 127.0.0.1. */
export async function serveDocs(): Promise<DocsSite> {
  const pages = await renderPages();
  const server = createServer((request, response) => {
    const page = pages.get((request.url ?? '/').split('?')[0] ?? '/');
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': page?.type ?? 'text/plain; charset=utf-8',
    });
    response.end(page?.body ?? 'there is no such page\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the documentation site has no port');
  const url = `http://127.0.0.1:${address.port}/`;
  addRobots(pages, url);
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function renderPages(): Promise<Map<string, Page>> {
  const found = await Promise.all(FOLDERS.map((folder) => markdownIn(folder)));
  const files = [...FILES, ...found.flat()];
  const pages = new Map<string, Page>();
  for (const file of files) {
    const text = await readFile(path.join(ROOT, file), 'utf8');
    pages.set(pathOfFile(file), { type: 'text/html; charset=utf-8', body: await render(file, text, files) });
  }
  return pages;
}

async function markdownIn(folder: string): Promise<string[]> {
  const names = await readdir(path.join(ROOT, folder));
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .toSorted();
}

/** `README.md` is the folder it lies in; every other file is a page of its name. */
function pathOfFile(file: string): string {
  return `/${file
    .replace(/(?:^|\/)README\.md$/, '/')
    .replace(/^\//, '')
    .replace(/\.md$/, '.html')}`;
}

/** A page: its text, and links to all others, so that everything can be reached. */
async function render(file: string, text: string, files: readonly string[]): Promise<string> {
  const title = /^#\s+(.+)$/m.exec(text)?.[1] ?? file;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} - Sitepack</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <nav>${files.map((other) => html`<a href="${pathOfFile(other)}">${other}</a> `)}</nav>
        <main>${raw(await linking(file, files).parse(text))}</main>
      </body>
    </html>`;
  return String(await page);
}

/** Reads Markdown of a file: what it links to that is no page of the site is but its text. */
function linking(file: string, files: readonly string[]): Marked {
  return new Marked({
    renderer: {
      link({ href, tokens }) {
        const to = pageOf(href, file, files);
        const text = this.parser.parseInline(tokens);
        return to === undefined ? text : `<a href="${to}">${text}</a>`;
      },
    },
  });
}

/** Where a link of a file leads on the site, or out of it; undefined for a file that is not served. */
function pageOf(href: string, file: string, files: readonly string[]): string | undefined {
  if (/^(?:[a-z]+:|#)/u.test(href)) return href;
  const [to = '', hash] = href.split('#', 2);
  const found = path.posix.normalize(path.posix.join(path.posix.dirname(file), to));
  const page = [found, path.posix.join(found, 'README.md')].find((one) => files.includes(one));
  return page === undefined ? undefined : `${pathOfFile(page)}${hash === undefined ? '' : `#${hash}`}`;
}

function addRobots(pages: Map<string, Page>, url: string): void {
  const urls = [...pages.keys()].map((page) => `<url><loc>${new URL(page, url).href}</loc></url>`);
  const sitemap = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>\n`;
  pages.set('/robots.txt', {
    type: 'text/plain; charset=utf-8',
    body: `User-agent: *\nAllow: /\nSitemap: ${url}sitemap.xml\n`,
  });
  pages.set('/sitemap.xml', { type: 'application/xml', body: sitemap });
}
