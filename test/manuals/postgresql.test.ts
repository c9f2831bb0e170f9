import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSystem } from '../system/harness.ts';
import { type Nginx, serveFolder } from './nginx.ts';
import { PROCESSES } from './processes.ts';

const run = promisify(execFile);
const MANUAL = '/usr/share/doc/postgresql-doc-15/html';
const SITEPACK = path.resolve(import.meta.dirname, '../../bin/sitepack');
/** Longer than the crawl takes on a busy machine. */
const PATIENCE_MS = 150_000;

let manual: Nginx;
/** Paths of the pages that wget finds from the start page. */
let found: string[];

beforeAll(async () => {
  manual = await serveFolder(MANUAL);
  const folder = await mkdtemp(path.join(tmpdir(), 'sitepack-wget-'));
  // 8: some link led nowhere. There is no robots.txt either.
  await run('wget', ['-q', '-r', '-P', folder, manual.url]).catch((error: { code?: number }) => {
    if (error.code !== 8) throw error;
  });
  const files = await readdir(path.join(folder, new URL(manual.url).host), { recursive: true });
  found = files.filter((file) => file.endsWith('.html')).map((file) => `/${file}`);
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => manual[Symbol.asyncDispose]());

/** Document ids as paths. */
function paths(documents: Map<string, string>): string[] {
  return [...documents.keys()].map((url) => new URL(url).pathname);
}

describe('the PostgreSQL manual', () => {
  it('is in the pack whole and once, after one command, and every page was asked for once', async () => {
    expect(found.length).toBeGreaterThan(1000);
    await using system = await TestSystem.open();
    const before = (await manual.asked()).length;
    const { stdout } = await run(SITEPACK, ['crawl', manual.url, '--follow', '--index', 'manual', '--json'], {
      env: { PATH: process.env['PATH'], ...system.env },
      maxBuffer: 2 ** 26,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'done',
      searchable: true,
      report: { complete: true, problems: [] },
    });
    const documents = paths(await system.documents('manual'));
    expect(new Set(documents).size).toBe(documents.length);
    expect(documents.filter((page) => page !== '/').toSorted()).toEqual(found.toSorted());
    const asked = (await manual.asked()).slice(before);
    expect(new Set(asked).size, 'every URL once').toBe(asked.length);
    expect(asked).toHaveLength(documents.length + 2); // and robots.txt, and sitemap.xml
    const search = await run(SITEPACK, ['search', 'manual', 'vacuum', 'freeze', '--json'], {
      env: { PATH: process.env['PATH'], ...system.env },
    });
    expect(JSON.parse(search.stdout).hits[0]).toMatchObject({ title: '25.1. Routine Vacuuming' });
  });

  it('is the same when two indexers, two crawlers and three searchers work as processes of their own', async () => {
    await using system = await TestSystem.open();
    for (const role of PROCESSES) system.spawn([role]);
    const report = await system.crawled(manual.url, { index: 'manual', timeout_ms: PATIENCE_MS });
    expect(report).toMatchObject({ complete: true, problems: [] });
    await system.searchable('manual', 1, PATIENCE_MS);
    const documents = paths(await system.documents('manual'));
    expect(documents.filter((page) => page !== '/').toSorted()).toEqual(found.toSorted());
    expect((await system.search('manual', 'vacuum freeze')).hits.length).toBeGreaterThan(3);
  });
});
