import type { Platform } from '#app/backend/platform.ts';
import { isLoopback } from '#config';
import { contactTrouble } from '#core/crawl/contact.ts';
import { MOST_BYTES, MOST_SECONDS, domain } from '#messages/message.ts';
import { ROLES } from '#runtime/worker.ts';
import type { ApiClient } from '../api-client.ts';
import { crawlStarted } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { NO_DISPLAY, crawlDisplay } from '../crawl-display.ts';
import { crawlReportText, nextSteps, pagesRead } from '../crawl-report.ts';
import { type Followed, followCrawl } from '../follow-crawl.ts';
import { type Session, openSession, reachApi } from '../session.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { settingsOf } from '../settings.ts';
import { withPlatform } from '../with-platform.ts';

/** `sitepack crawl` */
export const crawl = command({
  name: 'crawl',
  description: 'Crawl a site into an index.',
  args: {
    url: { type: 'positional', required: true, description: 'Where to start, such as https://site.gov/.' },
    follow: {
      type: 'boolean',
      description: 'Watch until it can be searched; starts what is needed in this process if nothing runs.',
    },
    index: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Index that the pages go to; named after the site when absent.',
    },
    depth: {
      type: 'string',
      valueHint: 'N',
      description: 'Links away from the start page, at most (SITEPACK_MAX_DEPTH).',
    },
    limit: { type: 'string', valueHint: 'N', description: 'Pages, at most (SITEPACK_MAX_PAGES).' },
    'max-bytes': {
      type: 'string',
      valueHint: 'N',
      description: 'Bytes over the wire, about; no limit when absent.',
    },
    'max-seconds': {
      type: 'string',
      valueHint: 'N',
      description: 'Seconds that it may go on; no limit when absent.',
    },
    domains: {
      type: 'string',
      valueHint: 'HOSTS',
      description:
        'Hosts that it may read beside that of the start page, with commas between; "*.site.gov" is every host below site.gov.',
    },
    'hall-pass': {
      type: 'boolean',
      description:
        'Read every page, and a robots.txt that is older than a minute, now and anew, whatever schedules, sitemaps and validators say.',
    },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  run(args, shell) {
    const request = {
      url: checkUrl(args.url),
      ...(args.index === undefined ? {} : { index: args.index }),
      ...(args.domains === undefined ? {} : { domains: domainsOf(args.domains) }),
      ...(args['hall-pass'] === true ? { hall_pass: true } : {}),
      limits: {
        ...(args.depth === undefined ? {} : { depth: wholeNumberOption('depth', args.depth, 0, 1000) }),
        ...(args.limit === undefined
          ? {}
          : { pages: wholeNumberOption('limit', args.limit, 1, 100_000_000) }),
        ...(args['max-bytes'] === undefined
          ? {}
          : { bytes: wholeNumberOption('max-bytes', args['max-bytes'], 1, MOST_BYTES) }),
        ...(args['max-seconds'] === undefined
          ? {}
          : { seconds: wholeNumberOption('max-seconds', args['max-seconds'], 1, MOST_SECONDS) }),
      },
    };
    const options = { json: args.json === true };
    return withPlatform(settingsOf(shell, { log_level: 'warn' }), (platform) =>
      args.follow === true
        ? crawlAndFollow(platform, shell, request, options)
        : post(platform, shell, request, options),
    );
  },
});

type Request = { readonly url: string; readonly index?: string };

function checkUrl(text: string): string {
  if (/^https?:\/\//i.test(text)) return text;
  const whole = text.includes('://')
    ? 'pages are read by http and https alone'
    : `write it whole, such as https://${text.replace(/^\W+/, '') || 'site.gov'}`;
  throw new UsageError(`"${text}" is no http or https URL; ${whole}`);
}

/** @throws {UsageError} naming the one that is none. */
function domainsOf(text: string): string[] {
  return text.split(',').map((part) => {
    const named = part.trim();
    const { success } = domain.safeParse(named);
    if (success) return named;
    throw new UsageError(
      `--domains has "${named}"; it is a list of hosts in lower case with commas between, such as www.site.gov,*.site.org`,
    );
  });
}

async function post(
  platform: Platform,
  shell: Shell,
  request: Request,
  { json }: { json: boolean },
): Promise<ExitCode> {
  const { api, running } = await reachApi(platform, shell.interrupted);
  const { body, text } = await api.post('/v1/crawls', request, crawlStarted);
  if (json) {
    shell.print(text);
    return 0;
  }
  shell.print(body.crawl_id);
  shell.note(`The crawl of ${request.url} into "${body.index}" is queued.`);
  shell.note(
    running
      ? `See how far it is: sitepack crawls show ${body.crawl_id}`
      : 'Nothing runs on this data yet: the work begins with "sitepack up".',
  );
  return 0;
}

async function crawlAndFollow(
  platform: Platform,
  shell: Shell,
  request: Request,
  { json }: { json: boolean },
): Promise<ExitCode> {
  let session = await openSession(platform, ROLES, shell.interrupted);
  const display = json ? NO_DISPLAY : crawlDisplay(shell);
  try {
    const { body } = await session.api.post('/v1/crawls', request, crawlStarted);
    if (!json && !session.own) shell.note(`Handed over to the Sitepack at ${session.api.address ?? ''}.`);
    // The log of another process says so by itself; that of this one is not shown.
    if (session.own) warnOfContact(shell, request.url, platform.config.user_agent);
    const reconnect = async (): Promise<ApiClient> => {
      session = await reopen(session, platform, shell);
      return session.api;
    };
    const { clock } = platform;
    const options = { api: session.api, reconnect, clock, signal: shell.interrupted, display };
    const followed = await followCrawl(body.crawl_id, options).finally(() => display.end());
    if (followed === undefined) return howToGoOn(shell, session, body.crawl_id);
    return conclude(followed, shell, json);
  } finally {
    await session.close();
  }
}

/** As the indexer does: who crawls this machine alone need not tell it whom to ask. */
function warnOfContact(shell: Shell, url: string, user_agent: string): void {
  const trouble = isLoopback(new URL(url).hostname) ? undefined : contactTrouble(user_agent);
  if (trouble !== undefined) shell.note(`Warning: ${trouble}.`);
}

/** The process that the crawl was handed to is gone: this one goes on with it, unless another one does. */
async function reopen(lost: Session, platform: Platform, shell: Shell): Promise<Session> {
  await lost.close();
  shell.note('The Sitepack that did the crawl is gone; going on here.');
  return openSession(platform, ROLES, shell.interrupted);
}

function howToGoOn(shell: Shell, { own }: Session, crawl_id: string): ExitCode {
  shell.note(
    own
      ? `Stopped; nothing is lost. The crawl goes on with "sitepack up"; "sitepack crawls cancel ${crawl_id}" ends it.`
      : `The crawl goes on without this command. "sitepack crawls show ${crawl_id}" tells how far it is; "sitepack crawls cancel ${crawl_id}" ends it.`,
  );
  return 1;
}

function conclude({ status, text }: Followed, shell: Shell, json: boolean): ExitCode {
  shell.print(json ? text : `${crawlReportText(status)}\n${nextSteps(status)}`);
  return status.state === 'done' && pagesRead(status) > 0 && !status.held ? 0 : 1;
}
