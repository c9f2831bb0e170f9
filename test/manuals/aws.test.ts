import { SQSClient, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestCrawls } from '#core/tables/crawls.ts';
import { Outbox } from '#runtime/outbox.ts';
import { TestSystem } from '../system/harness.ts';
import { seeded } from '../../simulation/kernel/seeded.ts';
import { until } from '../system/until.ts';
import { UnrulyQueue } from '../system/unruly-queue.ts';
import { type Nginx, serveFolder } from './nginx.ts';
import { PROCESSES } from './processes.ts';

const MANUAL = '/usr/share/doc/postgresql-doc-15/html';
/** Longer than the crawl takes on a busy machine. */
const PATIENCE_MS = 170_000;

let manual: Nginx;
/** Content hashes by document, as the embedded backend has them. */
let wanted: Map<string, string>;

beforeAll(async () => {
  manual = await serveFolder(MANUAL);
  await using system = await TestSystem.open({ backend: 'embedded' });
  await system.start();
  await system.crawled(manual.url, { index: 'manual', timeout_ms: PATIENCE_MS });
  wanted = await system.documents('manual');
}, PATIENCE_MS);
afterAll(() => manual[Symbol.asyncDispose]());

describe('the PostgreSQL manual on SQS, S3 and DynamoDB', { timeout: PATIENCE_MS }, () => {
  it('is what it is on files, read by six kinds of process to which only the environment differs', async () => {
    expect(wanted.size).toBeGreaterThan(1000);
    await using system = await TestSystem.open({ backend: 'aws' });
    for (const role of PROCESSES) system.spawn([role]);
    const before = (await manual.asked()).length;
    const report = await system.crawled(manual.url, { index: 'manual', timeout_ms: PATIENCE_MS });
    expect(report).toMatchObject({ complete: true, problems: [] });
    expect(await system.documents('manual')).toEqual(wanted);
    const asked = (await manual.asked()).slice(before);
    expect(new Set(asked).size, 'every URL once').toBe(asked.length);
    await system.searchable('manual', report.version, PATIENCE_MS);
    const { hits } = await system.search('manual', 'vacuum freeze');
    expect(hits[0]?.title).toBe('25.1. Routine Vacuuming');
  });

  it('is the same when processes are killed on the way', async () => {
    await using system = await TestSystem.open({ backend: 'aws' });
    const chance = seeded(11);
    const running = PROCESSES.map((role) => system.spawn([role]));
    await Promise.all(running.map((worker) => worker.ready()));
    const before = (await manual.asked()).length;
    const crawl_id = await system.crawl(manual.url, { index: 'manual' });
    const read = async (): Promise<number> => (await manual.asked()).length - before;
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await until(`${part} of the manual`, async () => (await read()) > wanted.size * part, PATIENCE_MS);
      // One of the indexers and crawlers each time, and once the timer and the packer.
      const victim = chance.whole(4);
      await running[victim]?.kill();
      running[victim] = system.spawn([PROCESSES[victim] ?? 'crawler']);
    }
    for (const victim of [4, 5]) {
      await running[victim]?.kill();
      running[victim] = system.spawn([PROCESSES[victim] ?? 'timer']);
    }
    const report = await system.report(crawl_id, PATIENCE_MS);
    expect(report).toMatchObject({ complete: true, problems: [] });
    expect(await system.documents('manual')).toEqual(wanted);
    await system.searchable('manual', report.version, PATIENCE_MS);
    expect((await system.search('manual', 'vacuum freeze')).hits.length).toBeGreaterThan(3);
    expect(await system.deadLetters('crawl')).toEqual([]);
  });

  it('is the same when messages come twice, late, out of order and again after they were deleted', async () => {
    const made: UnrulyQueue[] = [];
    await using system = await TestSystem.open({
      backend: 'aws',
      wrap: (platform) => {
        const queue = new UnrulyQueue(platform.queue, seeded(5), { twice: 0.1, again: 0.1, late_ms: 2000 });
        made.push(queue);
        return { ...platform, queue, outbox: new Outbox({ ...platform, queue }) };
      },
    });
    await system.start();
    const report = await system.crawled(manual.url, { index: 'manual', timeout_ms: PATIENCE_MS });
    expect(report).toMatchObject({ complete: true, problems: [] });
    expect(await system.documents('manual')).toEqual(wanted);
    expect(made[0]?.done.twice).toBeGreaterThan(100);
    expect(made[0]?.done.again).toBeGreaterThan(100);
  });

  it('is crawled when a client that knows nothing of Sitepack posts a message, among three that are broken', async () => {
    await using system = await TestSystem.open({ backend: 'aws' });
    await system.start();
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'sitepack-index' }));
    const post = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const { host } = new URL(manual.url);
    await post('index+crawl site.gov');
    await post(`{"type":"index+crawl","site":"${manual.url}"}`);
    await post(`{"type":"index+crawl","site":"${host}","scheme":"http"}`);
    await post(`{"type":"index-and-crawl","site":"${host}"}`);
    sqs.destroy();
    const index = host.replace(':', '-');
    const { table } = system.platform;
    const over = async () => (await latestCrawls(table, index, 1))[0]?.finished_at_ms;
    await until('the crawl to be packed', over, PATIENCE_MS);
    expect(await system.documents(index)).toEqual(wanted);
    const letters = await until('three dead letters', async () => {
      const lying = await system.deadLetters('index');
      return lying.length === 3 && lying;
    });
    expect(letters.map(({ code }) => code).toSorted()).toEqual(['bad_field', 'not_json', 'unknown_type']);
    for (const { reason } of letters) expect(reason.length).toBeGreaterThan(20);
  });
});
