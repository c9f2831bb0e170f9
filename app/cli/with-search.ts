import type { Platform } from '#app/backend/platform.ts';
import type { ApiClient, Answered } from './api-client.ts';
import { type SearchAnswer, indexSummary, searchAnswer } from './api-schemas.ts';
import { askPatiently, searchPath } from './ask-patiently.ts';
import { localApi } from './local-api.ts';
import { openSession } from './session.ts';
import { settingsOf } from './settings.ts';
import { CommandFailed, type ExitCode, type Shell } from './shell.ts';
import { withPlatform } from './with-platform.ts';

/** Searches an index. @param parameters of `GET /v1/indexes/{index}/search`. */
export type AskSearch = (
  parameters: URLSearchParams | Readonly<Record<string, string>>,
) => Promise<Answered<SearchAnswer>>;

/**
 * Has the live version of an index searched for as long as `use` runs: by the Sitepack that runs on the same data, or by
 * workers that are started here.
 * @param use given what asks, and the API that is asked.
 * @throws {ApiProblem} {@link CommandFailed} when there is no version to search.
 */
export function withSearch(
  shell: Shell,
  index: string,
  use: (ask: AskSearch, api: ApiClient) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = settingsOf(shell, { log_level: 'warn' });
  return withPlatform(config, async (platform) => {
    const newest = await newestVersion(platform, index);
    const session = await openSession(platform, ['orchestrator', 'searcher'], shell.interrupted);
    const { api, own } = session;
    const ask: AskSearch = (parameters) => {
      const asked = new URLSearchParams(parameters);
      if (!own) return api.get(searchPath(index, asked), searchAnswer);
      // What was just started has its lease, its searcher and its packs to get first.
      const patience_ms = config.lease_ms * 2 + LOADING_MS;
      const { clock } = platform;
      return askPatiently(api, index, asked, { newest, patience_ms, clock, signal: shell.interrupted });
    };
    try {
      return await use(ask, api);
    } finally {
      await session.close();
    }
  });
}

/**
 * The version that an index is at. Says at once what no searcher could change. @throws {ApiProblem} {@link CommandFailed}
 */
async function newestVersion(platform: Platform, index: string): Promise<number> {
  const { body } = await localApi(platform).get(`/v1/indexes/${encodeURIComponent(index)}`, indexSummary);
  if (body.version > 0) return body.version;
  throw new CommandFailed(
    `"${index}" has no version yet: its first crawl goes on, or could read nothing. "sitepack crawls list ${index}" tells which`,
  );
}

const LOADING_MS = 30_000;
