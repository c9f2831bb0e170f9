import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { QUEUES } from '#messages/message.ts';
import { isFifo } from '#ports/queue.ts';
import { ROLES } from '#runtime/worker.ts';
import { TestSystem } from '../system/harness.ts';
import { html, madePages } from '../system/made-pages.ts';
import { MadeSite } from '../system/site.ts';
import { until } from '../system/until.ts';
import { recordAws } from './aws-recorder.ts';
import type { AwsRequest } from './aws-request.ts';

const CLI = fileURLToPath(new URL('../../app/cli/main.ts', import.meta.url));
const run = promisify(execFile);
const LINKS = ['/p/1', '/p/2', '/p/3'];
/** An index of which a row is broken: handlers that read it fail. */
const BROKEN = 'broken';

/**
 * What each role asks of AWS in the life of an index: set up, crawled, read again in part, searched, rolled back,
 * deleted, while a doctor looks on; with messages that die. Every worker has a process of its own, which signs its
 * requests with the name of its role.
 */
export async function roleUsage(): Promise<AwsRequest[]> {
  await using site = await MadeSite.start(madePages(5, 12));
  site.set('/lonely', { body: html({ title: 'Lonely', text: 'found by one link alone' }) });
  site.set('/', { body: start([...LINKS, '/lonely']) });
  await using system = await TestSystem.open({
    backend: 'aws',
    env: { SITEPACK_KEEP_VERSIONS: '2', SITEPACK_KEEP_S: '0.1', SITEPACK_KEEP_CRAWLS: '1' },
  });
  const { AWS_ENDPOINT_URL: others = '', AWS_ENDPOINT_URL_DYNAMODB: dynamodb = '' } = system.env;
  await using recorder = await recordAws({ dynamodb, others });
  const as = (role: string) => ({
    AWS_ENDPOINT_URL: recorder.url,
    AWS_ENDPOINT_URL_DYNAMODB: recorder.url,
    AWS_ACCESS_KEY_ID: role,
  });
  const sitepack = (role: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(process.execPath, [CLI, ...words], {
      env: { PATH: process.env['PATH'], ...system.env, ...as(role), ...env },
    });

  const workers = ROLES.map((role) => system.spawn([role], as(role)));
  await sitepack('setup', ['setup', '--protect'], {
    SITEPACK_PREFIX: 'other',
    SITEPACK_BUCKET: 'other-bucket',
  });
  await Promise.all(workers.map((worker) => worker.ready()));
  await Promise.all([life(system, site, sitepack), sitepack('doctor', ['doctor'])]);
  await deaths(system);
  for (const worker of workers) await worker.stop();
  if (recorder.troubles.length > 0) throw new Error(recorder.troubles.join('\n'));
  return recorder.asked();
}

type Sitepack = (role: string, words: readonly string[]) => Promise<unknown>;

/** An index from its first crawl to its end. */
async function life(system: TestSystem, site: MadeSite, sitepack: Sitepack): Promise<void> {
  const { queue, names } = system.platform;
  // Somebody who has the right to post messages and no other.
  await sitepack('client', [
    'send',
    'index',
    JSON.stringify({ type: 'index+crawl', site: site.host, scheme: 'http', index: 'made' }),
  ]);
  await system.version('made');
  site.set('/', { body: start(LINKS) });
  for (const _ of [1, 2]) {
    const { body } = await system.send('POST', '/v1/crawls', { url: site.url(), index: 'made' });
    const { crawl_id } = z.object({ crawl_id: z.string() }).parse(body);
    await system.report(crawl_id);
    const cancelled = await system.send('POST', '/v1/crawls', { url: site.url(), index: 'made' });
    await system.send('DELETE', z.object({ status_url: z.string() }).parse(cancelled.body).status_url);
    await system.http(`/v1/crawls/${crawl_id}`);
    await system.http(`/v1/crawls/${crawl_id}/pages`);
  }
  const full = await system.version('made');
  site.set('/p/7', { body: html({ title: 'Changed', text: 'kaleidoscope' }) });
  await sitepack('client', [
    'send',
    'index',
    JSON.stringify({ type: 'index', site: site.host, path: '/p/7', index: 'made' }),
  ]);
  await system.searchable('made', await system.version('made', full));
  await until(
    'the change to be found',
    async () => (await system.search('made', 'kaleidoscope')).hits.length > 0,
  );
  for (const path of ['', '/stats', '/manifests']) await system.http(`/v1/indexes/made${path}`);
  for (const path of ['/v1/indexes', '/v1/crawls', '/v1/cluster', '/v1/admin/state']) await system.http(path);
  await system.http('/v1/indexes/made/searches');
  await system.send('DELETE', '/v1/indexes/made/searches');
  const before = await system.version('made');
  await system.send('POST', '/v1/indexes/made/rollback', {});
  await system.searchable('made', await system.version('made', before));
  for (const name of [names.searcher('ghost'), names.dead(names.searcher('ghost'))]) await queue.create(name);
  await system.send('DELETE', '/v1/indexes/made');
  await until('the index to be gone', async () => (await system.http('/v1/indexes/made')).status === 404);
  await until(
    'the queue of a searcher that is gone to be removed',
    // That of its dead letters stays a minute longer.
    async () => !(await queue.list(names.searcher('ghost'))).includes(names.searcher('ghost')),
  );
}

/** Messages that are none, and some whose handlers fail, until they are dead; then what people do with them. */
async function deaths(system: TestSystem): Promise<void> {
  const { queue, names, table } = system.platform;
  const searchers = await queue.list(names.searcher(''));
  const working = [
    ...QUEUES.map((name) => names.of(name)),
    ...searchers.filter((name) => !name.endsWith('-dead')),
  ];
  for (const name of working)
    await queue.send(name, [{ body: '{}', ...(isFifo(name) ? { group: 'one', dedup_id: 'one' } : {}) }]);
  await until('messages to die', async () => {
    const dead = await Promise.all(working.map((name) => queue.counts(names.dead(name))));
    return dead.every(({ ready }) => ready > 0);
  });
  await table.put('crawls', { pk: BROKEN, sk: `${BROKEN}.1`, mark: 'active' });
  const page = { site: 'site.gov', index: BROKEN, crawl_id: `${BROKEN}.1` };
  await system.post(
    { type: 'index', ...page },
    { type: 'crawl', ...page },
    { type: 'pack_full', site: 'site.gov', index: BROKEN },
  );
  await until('handlers to fail', async () => {
    const failing = (['index', 'crawl', 'pack'] as const).map((name) => names.of(name));
    const failures = await Promise.all(failing.map((pk) => table.query('failures', { pk, limit: 1 })));
    return failures.every(({ rows }) => rows.length > 0);
  });
  await system.http('/v1/dead-letters');
  await system.send('POST', '/v1/dead-letters/resend', {});
  await system.send('DELETE', '/v1/dead-letters');
}

function start(links: readonly string[]): string {
  return html({ title: 'Start', text: 'where it begins', links });
}
