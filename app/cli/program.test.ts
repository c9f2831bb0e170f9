import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testShell } from './testing/test-shell.ts';

describe('sitepack', () => {
  it.each([
    [['krawl'], 'there is no command "krawl"'],
    [[], 'say which command'],
    [['index'], 'say which command'],
    [['index', 'lst'], 'there is no command "lst"'],
    [['crawl'], 'URL'],
    [['crawl', 'https://site.gov/', '--deep', '3'], "Unknown option '--deep'"],
    [['crawl', 'https://site.gov/', '--depth'], '--depth'],
    [
      ['crawl', 'https://site.gov/', '--depth', 'three'],
      '--depth is "three"; it is a whole number from 0 to 1000',
    ],
    [['crawl', 'https://site.gov/', '--limit', '0'], '--limit is "0"'],
    [['crawl', 'https://site.gov/', 'again'], 'one word too many: "again"'],
    [['crawl', 'site.gov'], 'https://site.gov'],
    [['worker', 'driver'], 'there is no worker "driver"; there are indexer'],
    [['worker', 'indexer', 'driver'], 'there is no worker "driver"'],
    [['search', 'site.gov'], 'WORDS'],
    [['up', '--port', '70000'], '--port is "70000"'],
    [['dead', 'drop'], '--all'],
  ])('answers %j with the usage, the reason and exit code 2', async (words, reason) => {
    await using shell = await testShell();
    expect(await shell.sitepack(...words)).toBe(2);
    expect(shell.err.join('\n')).toContain('USAGE sitepack');
    expect(shell.err.join('\n')).toContain(reason);
    expect(shell.out).toEqual([]);
  });

  it.each([
    [['--help'], 'USAGE sitepack up|'],
    [['crawl', '--help'], 'USAGE sitepack crawl'],
    [['crawl', 'https://site.gov/', '-h'], '--follow'],
    [['index', 'rollback', '--help'], 'USAGE sitepack index rollback'],
  ])('prints the usage for %j and does nothing else', async (words, text) => {
    await using shell = await testShell();
    expect(await shell.sitepack(...words)).toBe(0);
    expect(shell.out.join('\n')).toContain(text);
    // No colours and no padding: standard output is no terminal here.
    expect(stripVTControlCharacters(shell.out.join('\n'))).toBe(shell.out.join('\n'));
    expect(shell.out.join('\n')).not.toContain(' \n');
  });

  it('prints its version', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('--version')).toBe(0);
    expect(shell.out).toEqual(['1.2.3']);
  });

  it('names a setting that is wrong or unknown, with exit code 2', async () => {
    await using shell = await testShell({ SITEPACK_PORT: 'x', SITEPACK_PROT: '1' });
    expect(await shell.sitepack('status')).toBe(2);
    expect(shell.err.join('\n')).toMatch(/SITEPACK_PORT="x"[^]*SITEPACK_PROT: there is no such setting/);
  });

  it('prints every setting with its value', async () => {
    await using shell = await testShell({ SITEPACK_SHARDS: '4' });
    expect(await shell.sitepack('config', '--json')).toBe(0);
    const settings: unknown = JSON.parse(shell.out.join('\n'));
    expect(settings).toContainEqual(
      expect.objectContaining({ variable: 'SITEPACK_SHARDS', value: 4, default: '1' }),
    );
    expect(await shell.sitepack('config')).toBe(0);
    expect(shell.out.join('\n')).toContain('SITEPACK_SHARDS=4   (default 1)');
  });
});
