import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveDocs } from '#app/demo/docs-site.ts';
import { type Config, readConfig } from '#config';
import { ROLES } from '#runtime/worker.ts';
import { type SearchAnswer, crawlStarted, searchAnswer } from './api-schemas.ts';
import { command, wholeNumberOption } from './command.ts';
import { crawlDisplay } from './crawl-display.ts';
import { crawlReportText, pagesRead } from './crawl-report.ts';
import { followCrawl } from './follow-crawl.ts';
import { counted } from './format.ts';
import { type Session, openSession } from './session.ts';
import { CommandFailed, type ExitCode, type Shell } from './shell.ts';
import { snippetText } from './snippet-text.ts';
import { untilAborted } from './until-aborted.ts';
import { withPlatform } from './with-platform.ts';

/** What is asked of the bundled site. */
const QUERIES = [
  'how does a page become searchable',
  'publish under lease and fence',
  'what happens in a crash',
];
const LETTERS = /\p{L}{5,}/gu;

/** `sitepack demo` */
export const demo = command({
  name: 'demo',
  description:
    'Crawl, pack and search a site in a folder that is thrown away: the bundled one, or the one named.',
  args: {
    url: { type: 'positional', required: false, description: 'Another site, such as https://site.gov/.' },
    limit: { type: 'string', valueHint: 'N', default: '200', description: 'Pages, at most.' },
    once: {
      type: 'boolean',
      description: 'End after the queries instead of serving the search page until Ctrl-C.',
    },
  },
  async run(args, shell) {
    const pages = wholeNumberOption('limit', args.limit, 1, 100_000);
    const data = await mkdtemp(path.join(tmpdir(), 'sitepack-demo-'));
    try {
      const once = args.once === true;
      if (args.url !== undefined)
        return await show(shell, settings(shell, data, {}), { url: args.url, pages, once });
      await using site = await serveDocs();
      shell.print(`The project's own documentation is served at ${site.url} as a site to crawl.`);
      // Our own server on our own machine: no delay is owed to it, and no proxy is between.
      const own = { SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8', SITEPACK_DELAY_MS: '0', SITEPACK_PROXY: '' };
      return await show(shell, settings(shell, data, own), {
        url: site.url,
        pages,
        once,
        index: 'sitepack-docs',
        queries: QUERIES,
      });
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
});

interface Show {
  readonly url: string;
  readonly pages: number;
  readonly once: boolean;
  readonly index?: string;
  readonly queries?: readonly string[];
}

function settings(shell: Shell, data: string, own: Record<string, string>): Config {
  const level = shell.env['SITEPACK_LOG'] || 'warn';
  return readConfig({ ...shell.env, ...own, SITEPACK_DATA: data, SITEPACK_LOG: level });
}

function show(shell: Shell, config: Config, { url, pages, once, index, queries }: Show): Promise<ExitCode> {
  return withPlatform(config, async (platform) => {
    const session = await openSession(platform, ROLES, shell.interrupted);
    try {
      const request = { url, limits: { pages }, ...(index === undefined ? {} : { index }) };
      const { body: started } = await session.api.post('/v1/crawls', request, crawlStarted);
      const display = crawlDisplay(shell);
      const { api } = session;
      const lost = () => Promise.reject(new CommandFailed('the workers of this demo are gone'));
      const options = { api, reconnect: lost, clock: platform.clock, signal: shell.interrupted, display };
      const followed = await followCrawl(started.crawl_id, options).finally(() => display.end());
      if (followed === undefined) return 1;
      shell.print(crawlReportText(followed.status));
      if (pagesRead(followed.status) === 0) return 1;
      for (const query of queries ?? (await suggestQueries(session, started.index, url))) {
        await answer(shell, session, started.index, query);
      }
      if (once) return 0;
      shell.print(
        `\nSearch page: ${api.address ?? ''}/?index=${started.index}\nCtrl-C ends the demo and throws its data away.`,
      );
      await untilAborted(shell.interrupted);
      return 0;
    } finally {
      await session.close();
    }
  });
}

async function answer(shell: Shell, session: Session, index: string, query: string): Promise<void> {
  const { total, hits, timings } = await ask(session, index, query);
  shell.print(`\n> ${query}   (${counted(total, 'page')}, ${timings.router_ms.toFixed(1)} ms)`);
  for (const { title, url, snippet } of hits) {
    shell.print(`  ${title || url}\n    ${url}\n    ${snippetText(snippet, shell.styled)}`);
  }
}

async function ask(session: Session, index: string, query: string): Promise<SearchAnswer> {
  const parameters = new URLSearchParams({ q: query, limit: '3' });
  const { body } = await session.api.get(
    `/v1/indexes/${encodeURIComponent(index)}/search?${parameters.toString()}`,
    searchAnswer,
  );
  return body;
}

/** Three words to ask an unknown site for: from its name, and from the titles that this finds. */
async function suggestQueries(session: Session, index: string, url: string): Promise<string[]> {
  const names = new URL(url).hostname
    .split('.')
    .filter((name) => !['www', 'com', 'org', 'gov', 'net'].includes(name));
  const { hits } = await ask(session, index, [...names, 'the', 'home', 'about'].join(' '));
  const words = new Set(hits.flatMap(({ title }) => title.toLowerCase().match(LETTERS) ?? []));
  return [...words, ...names].slice(0, 3);
}
