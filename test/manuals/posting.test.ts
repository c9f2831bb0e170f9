import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestCrawls } from '#core/tables/crawls.ts';
import { madePages } from '../system/made-pages.ts';
import { TestSystem } from '../system/harness.ts';
import { MadeSite } from '../system/site.ts';
import { QueryProtocol } from './query-protocol.ts';
import { until } from '../system/until.ts';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const pages = madePages(4, 10);

/** The examples of a chapter of the README, by the language of their fences. */
function examples(chapter: string, language: string): string[] {
  const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [, after = ''] = text.split(`\n### ${chapter}\n`);
  const [own = ''] = after.split(/\n##+ /);
  return [...own.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  );
}

/** A Python that has boto3: the first on the path, or Debian's. */
async function pythonWithBoto(): Promise<string> {
  const found = run('python3', ['-c', 'import boto3']);
  return found.then(
    () => 'python3',
    () => '/usr/bin/python3',
  );
}

/** The examples of the README post with other people's clients; only the site is another one. */
describe('a message posted as the README shows', { timeout: 60_000 }, () => {
  let site: MadeSite;
  let system: TestSystem;
  let queues: QueryProtocol;
  let folder: string;

  beforeAll(async () => {
    site = await MadeSite.start(pages);
    system = await TestSystem.open({ backend: 'aws' });
    await system.start();
    queues = await QueryProtocol.start(system.env['AWS_ENDPOINT_URL'] ?? '');
    // Inside, so that the packages are found.
    folder = await mkdtemp(path.join(ROOT, 'node_modules/.posting-'));
  });
  afterAll(async () => {
    await queues[Symbol.asyncDispose]();
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const index = (): string => site.host.replace(':', '-');
  const ofOurSite = (code: string): string =>
    code
      .replaceAll(/("?\btype"?): ?(["'])(index\+crawl|pack_full)\2/g, `$1: $2$3$2, "scheme": "http"`)
      .replaceAll(/(["'])site\.gov\1/g, `$1${site.host}$1`)
      .replaceAll('--message-group-id site.gov', `--message-group-id ${index()}`)
      // Clients that Debian has know neither AWS_ENDPOINT_URL nor the JSON protocol yet.
      .replaceAll('aws sqs', `aws --endpoint-url ${queues.url} sqs`)
      // The URLs of the stand-in's queues name hosts that nobody knows.
      .replace('new SQSClient()', 'new SQSClient({ useQueueUrlAsEndpoint: false })')
      .replace('resource("sqs")', `resource("sqs", endpoint_url="${queues.url}")`);
  const crawls = async () => (await latestCrawls(system.platform.table, index(), 100)).length;
  /** Runs a program. @returns how many crawls it started. */
  const started = async (program: string, words: readonly string[]): Promise<number> => {
    const before = await crawls();
    await run(program, [...words], { env: { ...process.env, ...system.env } });
    return until('a crawl', async () => {
      const more = (await crawls()) - before;
      return more > 0 && more;
    });
  };

  it('by the AWS CLI starts a crawl, and a packing of its index', async () => {
    const [crawl = '', pack = ''] = examples('From any SQS client', 'sh');
    expect(await started('sh', ['-ec', ofOurSite(crawl)])).toBe(1);
    const over = async () => (await latestCrawls(system.platform.table, index(), 1))[0]?.finished_at_ms;
    await until('its end', over);
    expect(await system.documents(index())).toEqual(site.documents(pages.keys()));
    expect(pack).toContain('--message-deduplication-id');
    await run('sh', ['-ec', ofOurSite(pack)], { env: { ...process.env, ...system.env } });
    const { queue, names } = system.platform;
    await until('the packing to be done', async () => {
      const { ready, in_flight } = await queue.counts(names.of('pack'));
      return ready + in_flight === 0;
    });
    expect(await system.deadLetters('pack')).toEqual([]);
  });

  it('by the SDK for JavaScript starts a crawl', async () => {
    const [code = ''] = examples('From any SQS client', 'js');
    const file = path.join(folder, 'post.mjs');
    await writeFile(file, ofOurSite(code));
    expect(await started(process.execPath, [file])).toBe(1);
  });

  it('by the SDK for Python starts a crawl', async () => {
    const [code = ''] = examples('From any SQS client', 'python');
    expect(await started(await pythonWithBoto(), ['-c', ofOurSite(code)])).toBe(1);
  });
});
