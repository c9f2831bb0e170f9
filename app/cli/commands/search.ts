import type { Platform } from '#app/backend/platform.ts';
import type { Clock } from '#ports/clock.ts';
import { type ApiClient, ApiProblem, type Answered } from '../api-client.ts';
import { type SearchAnswer, indexSummary, searchAnswer } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { formatCount } from '../format.ts';
import { localApi } from '../local-api.ts';
import { openSession } from '../session.ts';
import { CommandFailed, type Shell } from '../shell.ts';
import { snippetText } from '../snippet-text.ts';
import { settingsOf } from '../settings.ts';
import { withPlatform } from '../with-platform.ts';

const SYNTAX = [
  'SYNTAX',
  '',
  '  "opening hours" is a phrase; tide* is every word that begins so; two words with OR between: either of them.',
  '  -draft leaves out pages that have the word; "--" goes before the words then: sitepack search INDEX -- tide -draft',
  '  site:docs.site.gov, path:news and title:hours look in the host, the path and the title.',
].join('\n');

/** `sitepack search` */
export const search = command({
  name: 'search',
  description: 'Search an index.',
  args: {
    index: {
      type: 'positional',
      required: true,
      description: 'The index; "sitepack index list" names them.',
    },
    words: {
      type: 'positional',
      required: true,
      description: 'Words to look for. After "--", words may begin with "-".',
    },
    limit: { type: 'string', valueHint: 'N', default: '10', description: 'Hits, at most.' },
    offset: { type: 'string', valueHint: 'N', default: '0', description: 'Hits to pass over.' },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  rest: true,
  notes: SYNTAX,
  run(args, shell) {
    const parameters = new URLSearchParams({
      q: args._.slice(1).join(' '),
      limit: String(wholeNumberOption('limit', args.limit, 1, 100)),
      offset: String(wholeNumberOption('offset', args.offset, 0, 999)),
    });
    const path = `/v1/indexes/${encodeURIComponent(args.index)}/search?${parameters.toString()}`;
    const config = settingsOf(shell, { log_level: 'warn' });
    return withPlatform(config, async (platform) => {
      const newest = await newestVersion(platform, args.index);
      const session = await openSession(platform, ['orchestrator', 'searcher'], shell.interrupted);
      try {
        const waiting = { clock: platform.clock, signal: shell.interrupted };
        // What was just started has its lease, its searcher and its packs to get first.
        const { body, text } = session.own
          ? await askPatiently(session.api, path, newest, config.lease_ms * 2 + LOADING_MS, waiting)
          : await session.api.get(path, searchAnswer);
        if (args.json === true) shell.print(text);
        else printAnswer(body, shell);
        return 0;
      } finally {
        await session.close();
      }
    });
  },
});

/** The version that an index is at. Says at once what no searcher could change. @throws {ApiProblem} {@link CommandFailed} */
async function newestVersion(platform: Platform, index: string): Promise<number> {
  const { body } = await localApi(platform).get(`/v1/indexes/${encodeURIComponent(index)}`, indexSummary);
  if (body.version > 0) return body.version;
  throw new CommandFailed(
    `"${index}" has no version yet: its crawl is not packed. "sitepack crawls list ${index}" tells how far it is`,
  );
}

const LOADING_MS = 30_000;
/** A searcher may hold an older version from its last run, which answers until the newest is loaded, or cannot be. */
const NEWEST_MS = 5000;
const RETRY_MS = 50;

/** Asks until there is an answer from the newest version, or for too long. */
async function askPatiently(
  api: ApiClient,
  path: string,
  newest: number,
  patience_ms: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Answered<SearchAnswer>> {
  const start_ms = clock.monotonic();
  for (;;) {
    const elapsed_ms = clock.monotonic() - start_ms;
    try {
      const answer = await api.get(path, searchAnswer);
      if (answer.body.version >= newest || elapsed_ms > NEWEST_MS) return answer;
    } catch (error) {
      const patient = error instanceof ApiProblem && error.code === 'index_not_ready';
      if (signal.aborted) throw new CommandFailed('stopped before there was an answer', { cause: error });
      if (!patient || elapsed_ms > patience_ms) throw error;
    }
    await clock.sleep(RETRY_MS, signal);
  }
}

function printAnswer(answer: SearchAnswer, shell: Shell): void {
  const bold = (text: string): string => (shell.styled ? `\u001B[1m${text}\u001B[22m` : text);
  for (const hit of answer.hits) {
    shell.print(bold(hit.title === '' ? hit.url : hit.title));
    shell.print(`  ${hit.url}`);
    if (hit.snippet !== '') shell.print(`  ${snippetText(hit.snippet, shell.styled).replace(/\s+/g, ' ')}`);
    shell.print('');
  }
  const some =
    answer.match === 'any' && answer.total > 0 ? '; no page has all of the words, these have some' : '';
  const { total, answered } = answer.shards;
  const partial = answered < total ? `; only ${answered} of ${total} shards answered` : '';
  const time = `${answer.timings.router_ms.toFixed(1)} ms`;
  shell.print(
    `${formatCount(answer.total)} ${answer.total === 1 ? 'page' : 'pages'} in ${time}${some}${partial}`,
  );
}
