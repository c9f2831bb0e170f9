import { appendFile, chmod, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrawlReport } from '#app/http/crawl-view.ts';
import { TestSystem } from '../system/harness.ts';
import { type Nginx, serveFolder } from './nginx.ts';

const MANUAL = '/usr/share/doc/postgresql-doc-15/html';
/** Longer than the crawl takes on a busy machine. */
const PATIENCE_MS = 150_000;
/** Of a hundred pages one. */
const CHANGED = 100;

let folder: string;
let manual: Nginx;
let system: TestSystem;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sitepack-recrawl-'));
  // nginx reads it as somebody else.
  await chmod(folder, 0o755);
  await cp(MANUAL, folder, { recursive: true });
  manual = await serveFolder(folder);
  system = await TestSystem.open();
  await system.start();
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await manual[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Made {
  readonly report: CrawlReport;
  /** Pages that were parsed, and packs that were built, by the metrics. */
  readonly parsed: number;
  readonly packs: number;
}

async function crawled(): Promise<Made> {
  const before = await counted();
  const report = await system.crawled(manual.url, { index: 'manual', timeout_ms: PATIENCE_MS });
  const after = await counted();
  return { report, parsed: after.parsed - before.parsed, packs: after.packs - before.packs };
}

async function counted(): Promise<Pick<Made, 'parsed' | 'packs'>> {
  const text = await (await fetch(`${await system.api()}/metrics`)).text();
  const sum = (start: string) => {
    const lines = text.split('\n').filter((line) => line.startsWith(start));
    return lines.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  };
  return {
    parsed: sum('sitepack_task_duration_seconds_count{task="read_page",outcome="ok"}'),
    packs: sum('sitepack_pack_build_duration_seconds_count'),
  };
}

it('a manual that is crawled again costs what has changed of it', async () => {
  const first = await crawled();
  const pages = first.report.counts['indexed'] ?? 0;
  expect(pages).toBeGreaterThan(1000);
  expect(first).toMatchObject({ parsed: pages, packs: 1, report: { complete: true, version: 1 } });

  const unchanged = await crawled();
  expect(unchanged).toMatchObject({ parsed: 0, packs: 0 });
  expect(unchanged.report).toMatchObject({
    complete: true,
    version: 1,
    counts: { found: pages, unchanged: pages },
    answers: { requests: pages, conditional: pages, not_modified: pages, wire_bytes: 0 },
  });

  const names = (await readdir(folder)).filter((name) => name.endsWith('.html')).toSorted();
  const chosen = names.filter((_, n) => n % CHANGED === 0);
  // A server tells changes by time and size: a second later both are others.
  for (const name of chosen) await appendFile(path.join(folder, name), '<p>It has changed since.</p>\n');
  const changed = await crawled();
  const reached = changed.report.counts['indexed'] ?? 0;
  expect(reached).toBeGreaterThanOrEqual(chosen.length);
  expect(reached).toBeLessThanOrEqual(chosen.length + 1); // The start page has two names.
  expect(changed).toMatchObject({ parsed: reached, packs: 1 });
  expect(changed.report).toMatchObject({
    complete: true,
    version: 2,
    counts: { found: pages, unchanged: pages - reached },
    answers: { requests: pages, conditional: pages, not_modified: pages - reached },
  });
  const { body } = await system.http('/v1/indexes/manual/diff?from=1&to=2&limit=1');
  expect(body).toMatchObject({ counts: { added: 0, removed: 0, changed: reached } });
}, 300_000);
