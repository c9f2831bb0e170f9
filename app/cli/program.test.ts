import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testShell } from './testing/test-shell.ts';

describe('sitepack', () => {
  it.each([
    [['krawl'], 'sitepack: there is no command "krawl"; did you mean "crawl"?\nsee "sitepack --help"'],
    [['help', 'krawl'], 'there is no command "krawl"'],
    [['index'], 'say which command: list'],
    [['index', 'lst'], 'there is no command "lst"; did you mean "list"?\nsee "sitepack index --help"'],
    [['cluster', 'mvoe'], 'there is no command "mvoe"; did you mean "move"?'],
    [['--jsn'], 'there is no option "--jsn"'],
    [['crawl'], 'URL'],
    [['crawl', 'https://site.gov/', '--deep', '3'], 'there is no option "--deep"'],
    [['crawl', 'https://site.gov/', '--dept', '3'], 'there is no option "--dept"; did you mean "--depth"?'],
    [['crawl', 'https://site.gov/', '-d'], 'there is no option "-d"'],
    [['crawl', 'https://site.gov/', '--json=yes'], '--json takes no value, and has "yes"'],
    [['search', 'site.gov', 'tide', '-not'], 'words that begin with "-" go after "--"'],
    [
      ['crawl', 'https://site.gov/', '--depth', '--json'],
      '--depth needs a value, and is followed by "--json"',
    ],
    [['crawl', 'https://site.gov/', '--limit', '-5'], '--limit is "-5"; it is a whole number from 1 to'],
    [['crawl', 'ftp://x/'], '"ftp://x/" is no http or https URL; pages are read by http and https alone'],
    [['explain', 'site.gov'], '"site.gov" is no page'],
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
  ])('answers %j with the reason, where to read more, and exit code 2', async (words, reason) => {
    await using shell = await testShell();
    expect(await shell.sitepack(...words)).toBe(2);
    expect(shell.err).toEqual([
      expect.stringMatching(/^sitepack[a-z ]*: [^\n]+\nsee "sitepack[a-z ]* --help"$/),
    ]);
    expect(shell.err.join('\n')).toContain(reason);
    expect(shell.out).toEqual([]);
  });

  it('prints its whole usage when it is called with no command', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack()).toBe(2);
    expect(shell.err.join('\n')).toContain('USAGE sitepack up|');
    expect(shell.err.at(-1)).toContain('say which command');
  });

  it.each([
    [['--help'], 'USAGE sitepack up|'],
    [['help'], 'USAGE sitepack up|'],
    [['help', 'crawl'], 'USAGE sitepack crawl'],
    [['help', 'index', 'rollback'], 'USAGE sitepack index rollback'],
    [['search', '--help'], '"opening hours" is a phrase'],
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
