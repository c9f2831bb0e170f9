import { lookup } from 'node:dns/promises';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveAside } from './resolve-aside.ts';
import { openNameServer } from './testing/made-name-server.ts';

const codeOf = (error: unknown): unknown => Object(error).code;

it('has at most 64 names out that nobody answers, each for its time, while those of the system are answered', async () => {
  await using silent = await openNameServer(() => 'silent');
  const resolve = resolveAside({ servers: [silent.server], timeout_ms: 700 });
  const found = Array.from({ length: 70 }, (_, n) => resolve(`silent-${n}.test`).catch(codeOf));
  const first = Promise.race(found).then(() => 'one of them');
  // Two lookups that hang are enough to have it wait for them.
  expect(await Promise.race([first, lookup('localhost').then(() => 'the system')])).toBe('the system');
  await first;
  expect(silent.asked.size).toBe(64);
  expect(new Set(await Promise.all(found))).toEqual(new Set(['ECANCELLED']));
  expect(silent.asked.size).toBe(70);
});

it('tells all addresses of a name, and why there are none', async () => {
  await using names = await openNameServer((name) => (name === 'site.test' ? ['8.8.8.8', '10.0.0.7'] : []));
  const resolve = resolveAside({ servers: [names.server] });
  const found = await resolve('site.test');
  expect(found.map(({ address }) => address).toSorted()).toEqual(['10.0.0.7', '8.8.8.8']);
  await expect(resolve('other.test')).rejects.toMatchObject({ code: 'ENODATA' });
});

it('asks nobody about names in the hosts file', async () => {
  await using names = await openNameServer(() => []);
  await using folder = await mkdtempDisposable(join(tmpdir(), 'hosts-'));
  const hosts_file = join(folder.path, 'hosts');
  const lines = ['# 10.0.0.1 wiki', '10.0.0.7\tWiki wiki.site.gov # inside', 'fd00::7 wiki', 'nonsense wiki'];
  await writeFile(hosts_file, lines.join('\n'));
  const resolve = resolveAside({ servers: [names.server], hosts_file });
  const seven = { address: '10.0.0.7', family: 4 };
  expect(await resolve('wiki')).toEqual([seven, { address: 'fd00::7', family: 6 }]);
  expect(await resolve('WIKI.site.gov.')).toEqual([seven]);
  expect(names.asked.size).toBe(0);
  await expect(resolve('nonsense')).rejects.toMatchObject({ code: 'ENODATA' });
});

it('asks servers about every name where there is no hosts file', async () => {
  await using names = await openNameServer(() => ['8.8.8.8']);
  const resolve = resolveAside({ servers: [names.server], hosts_file: '/nowhere/hosts' });
  expect(await resolve('localhost')).toEqual([{ address: '8.8.8.8', family: 4 }]);
});
