import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSite } from './made-site.ts';
import { serveByNode } from './serve-by-node.ts';

const PAGES = 120;

test('the made site is the same every time, and every page is a few links from the start', async () => {
  await using one = await temporaryFolder('test');
  await using other = await temporaryFolder('test');
  await makeSite(one.path, PAGES);
  await makeSite(other.path, PAGES);
  const depths = new Map([['index.html', 0]]);
  for (const [name, depth] of depths) {
    const html = await readFile(path.join(one.path, name), 'utf8');
    expect(await readFile(path.join(other.path, name), 'utf8')).toBe(html);
    for (const [, to = ''] of html.matchAll(/href="([^"#]+)#/g))
      if (!depths.has(to)) depths.set(to, depth + 1);
  }
  expect([...depths.keys()].toSorted()).toEqual((await readdir(one.path)).toSorted());
  expect(Math.max(...depths.values())).toBeLessThan(5);
});

test('a folder is served on loopback until it is disposed of, and nothing outside of it', async () => {
  await using folder = await temporaryFolder('test');
  await makeSite(folder.path, 2);
  const site = await serveByNode(folder.path);
  const start = await fetch(site.url);
  expect(start.headers.get('content-type')).toContain('text/html');
  expect(await start.text()).toBe(await readFile(path.join(folder.path, 'index.html'), 'utf8'));
  for (const missing of ['none.html', '%2e%2e%2fpackage.json']) {
    const response = await fetch(site.url + missing);
    expect(response.status).toBe(404);
    await response.body?.cancel();
  }
  await site[Symbol.asyncDispose]();
  await expect(fetch(site.url)).rejects.toThrow('fetch failed');
});
