import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { askedOnce } from './asked-once.ts';
import { closed, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const URL = 'https://one.test/a';
const KEY = { pk: 'docs', sk: pageKey(URL) };
const START_MS = 1_700_000_000_000;
const claim = (owner: string, fields = {}) => ({
  visit_owner: owner,
  visit_for: 'docs.c',
  visit_until_ms: START_MS + 14_000,
  ...fields,
});

/** A page that crawler-1 has claimed for a crawl. */
function claimed(): ToldWorld {
  const world = new ToldWorld(askedOnce, { SITEPACK_FETCH_TIMEOUT_MS: '2000', SITEPACK_FETCH_ATTEMPTS: '2' });
  world.row('client-1', 'pages', pageRow(URL, { state: 'unknown' }));
  expect(world.change('crawler-1', 'pages', KEY, claim('v1'))).toBeUndefined();
  return world;
}

const result = { ...closed(), visit_owner: '', crawl_id: 'docs.c', state: 'present' };

describe('I2, visits', () => {
  it('lets a page be asked for once in a visit, and robots.txt without one', () => {
    const world = claimed();
    expect(world.asked('crawler-1', 'https://one.test/robots.txt', 200)).toBeUndefined();
    expect(world.asked('crawler-1', URL, 200)).toBeUndefined();
    expect(world.asked('crawler-1', URL, 200)).toMatch('twice in a visit');
  });

  it('lets each of two visits of a URL, for two indexes, ask once, whichever ends first', () => {
    const world = claimed();
    const other = { ...KEY, pk: 'shared' };
    world.row('client-1', 'pages', pageRow(URL, { pk: 'shared', state: 'unknown' }));
    world.change('crawler-1', 'pages', other, claim('w1', { visit_for: 'shared.c' }));
    expect(world.asked('crawler-1', URL, 200)).toBeUndefined();
    world.change('crawler-1', 'pages', other, { ...result, crawl_id: 'shared.c' });
    expect(world.asked('crawler-1', URL, 200)).toBeUndefined();
    expect(world.asked('crawler-1', URL, 200)).toMatch('twice in a visit');
  });

  it('objects to a request without a claim, of another process or of a life before', () => {
    expect(claimed().asked('crawler-2', URL, 200)).toMatch('had not claimed it');
    const world = claimed();
    world.tell('crawler-1', { type: 'process', change: 'started', roles: ['crawler'] });
    expect(world.asked('crawler-1', URL, 200)).toMatch('had not claimed it');
  });

  it('lets a request come that was on its way when the visit was given up, and none later', () => {
    const world = claimed();
    world.change('crawler-1', 'pages', KEY, { visit_owner: '' });
    world.at_ms = 100;
    expect(world.asked('crawler-1', URL, 200)).toBeUndefined();
    world.at_ms = 101;
    expect(world.asked('crawler-1', URL, 200)).toMatch('had not claimed it');
  });

  it.each([
    { kind: 'unreached', reason: 'crawl docs.d found no link to it that it may follow' },
    { kind: 'refused', by: 'rule', reason: 'excluded; crawl docs.d did not read it' },
  ])(
    'lets a visit ask whose claim the packer took away ($kind), beside the one that begins anew',
    (outcome) => {
      const world = new ToldWorld(askedOnce);
      world.row('client-1', 'pages', pageRow(URL));
      world.change('all-1', 'pages', KEY, claim('v1', { visit_for: '' }));
      world.change('all-1', 'pages', KEY, { state: 'absent', mark: 'pending', outcome, visit_owner: '' });
      world.at_ms = 120;
      world.change('all-1', 'pages', KEY, claim('v2', { visit_for: '' }));
      world.at_ms = 210;
      expect(world.asked('all-1', URL, 304)).toBeUndefined();
      expect(world.asked('all-1', URL, 304)).toBeUndefined();
      expect(world.asked('all-1', URL, 304)).toMatch('twice in a visit');
    },
  );

  it('objects to a second visit for a crawl that has its result, and lets another crawl have its own', () => {
    const world = claimed();
    world.change('crawler-1', 'pages', KEY, result);
    expect(world.change('crawler-2', 'pages', KEY, claim('v2', { visit_for: 'docs.d' }))).toBeUndefined();
    world.change('crawler-2', 'pages', KEY, { visit_owner: '' });
    expect(world.change('crawler-1', 'pages', KEY, claim('v3'))).toMatch(
      'crawl docs.c had visited it (indexed)',
    );
  });

  it('lets a visit be made again that ended without a result, as often as its host may fail', () => {
    const world = claimed();
    world.change('crawler-1', 'pages', KEY, { visit_owner: '', failures: 1 });
    expect(world.change('crawler-2', 'pages', KEY, claim('v2', { failures: 1 }))).toBeUndefined();
    world.change('crawler-2', 'pages', KEY, { visit_owner: '', failures: 2 });
    expect(world.change('crawler-2', 'pages', KEY, claim('v3', { failures: 2 }))).toMatch('failed 2 times');
  });

  it('objects to a claim that is taken while it stands, unless it stood for the length of a visit', () => {
    expect(claimed().change('crawler-2', 'pages', KEY, claim('v2'))).toMatch('the claim of "v1" stands');
    const later = claimed();
    later.at_ms = 13_900;
    expect(later.change('crawler-2', 'pages', KEY, claim('v2'))).toBeUndefined();
    const wrong = claimed();
    wrong.fault('clock_jump', 'crawler-2 table.get');
    expect(wrong.change('crawler-2', 'pages', KEY, claim('v2'))).toBeUndefined();
  });

  it('objects to a row that cannot be read', () => {
    expect(claimed().change('packer-1', 'pages', KEY, { url: undefined })).toMatch('cannot be read');
  });

  it('lets an alias be visited once more that its crawl has opened again, and no URL be opened so twice', () => {
    const world = claimed();
    const alias = { outcome: { kind: 'alias', of: 'https://one.test/b', reason: '' } };
    world.change('crawler-1', 'pages', KEY, { ...result, ...alias });
    expect(claimedAgain(world)).toMatch('had visited it (alias)');
    const row = { pk: 'docs.c', sk: KEY.sk };
    world.row('crawler-1', 'frontier', urlRow(URL, { ...closed(), ...alias }));
    world.change('packer-1', 'frontier', row, { mark: 'open', again: 'itself' });
    world.change('crawler-1', 'pages', KEY, { visit_owner: '' });
    expect(claimedAgain(world)).toBeUndefined();
    world.change('crawler-1', 'pages', KEY, { ...result, again: 'itself' });
    expect(claimedAgain(world)).toMatch('had visited it (indexed)');
    world.change('crawler-1', 'frontier', row, { mark: undefined });
    expect(world.change('packer-1', 'frontier', row, { mark: 'open' })).toMatch('for the second time');
  });
});

function claimedAgain(world: ToldWorld): string | undefined {
  return world.change('crawler-2', 'pages', KEY, claim('v2'));
}
