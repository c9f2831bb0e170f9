import { dueMark } from '#core/tables/timers.ts';
import { expect, it } from 'vitest';
import type { Platform } from '#app/backend/platform.ts';
import { Draft } from '#core/cluster/draft.ts';
import type { IndexMap } from '#core/cluster/index-map.ts';
import { EMPTY_CLUSTER } from '#core/cluster/state.ts';
import { Visitor } from '#core/crawl/visitor.ts';
import { readTimer, timerKey, writeTimer } from '#core/tables/timers.ts';
import type { Web } from '#ports/web.ts';
import { Control } from '#workers/orchestrator/control.ts';
import { CANARIES } from './canaries.ts';
import type { Canary } from './canary.ts';
import { withoutCrawlDelay } from './crawl-delay-ignored.ts';
import { deletedBeforeWork } from './deleted-before-work.ts';
import { garbageTooYoung } from './garbage-too-young.ts';
import { gateAsleep } from './gate-asleep.ts';
import { withoutAnswers } from './golden-unasked.ts';
import { graceForgotten } from './grace-forgotten.ts';
import { headBeforePack } from './head-before-pack.ts';
import { lettersLost } from './letters-lost.ts';
import { linksOfFirstVisit, withoutOthersLinks } from './links-of-first-visit.ts';
import { lostSend } from './lost-send.ts';
import { neverUnloaded } from './never-unloaded.ts';
import { withoutRobots } from './robots-ignored.ts';
import { passLost, withoutPass } from './pass-lost.ts';
import { restRenewed } from './rest-renewed.ts';
import { scheduleTooOften } from './schedule-too-often.ts';
import { mixed, swapNotAtomic } from './swap-not-atomic.ts';
import { memoryPlatform } from './testing/memory-platform.ts';
import { timerForgetsGeneration } from './timer-forgets-generation.ts';
import { unclaimedVisits } from './unclaimed-visits.ts';
import { uncheckedFence } from './unchecked-fence.ts';

const LIVE = { version: 1, lease_owner: 'packer/1', fence: 1, lease_sequence: 1 };
const HEAD = { pk: 'heads', sk: 'docs' };

async function bugged(canary: Canary): Promise<{ real: Platform; platform: Platform }> {
  const real = await memoryPlatform();
  return { real, platform: canary.platform?.(real) ?? real };
}

it('canaries have names of their own, and invariants that should catch them', () => {
  expect(new Set(CANARIES.map(({ name }) => name)).size).toBe(CANARIES.length);
  for (const { caught_by, platform, surroundings, install } of CANARIES) {
    expect(caught_by.length).toBeGreaterThan(0);
    for (const name of caught_by) expect(name).toMatch(/^(?:I(?:[1-9]|1[0-5]))$/);
    expect([platform, surroundings, install].filter((bug) => bug !== undefined)).toHaveLength(1);
  }
});

it('unchecked-fence moves a head under a lost lease, and leaves the lease itself alone', async () => {
  const { platform } = await bugged(uncheckedFence);
  const { table } = platform;
  await table.put('heads', { ...HEAD, ...LIVE });
  const stale = { version: 0, fence: 0, lease_owner: 'packer/0' };
  expect(await table.update('heads', HEAD, { set: { version: 2 } }, stale)).toMatchObject({ version: 2 });
  expect(await table.update('heads', HEAD, { set: { fence: 2 } }, { lease_owner: '' })).toBeUndefined();
});

it('deleted-before-work leaves nothing of a message that was received', async () => {
  const { real, platform } = await bugged(deletedBeforeWork);
  await platform.outbox.send([{ type: 'index', site: 'site.gov' }]);
  const queue = platform.names.of('index');
  const got = await platform.queue.receive(queue, { max: 1, wait_ms: 0, visibility_ms: 1000 });
  expect(got).toHaveLength(1);
  expect(await real.queue.counts(queue)).toMatchObject({ ready: 0, in_flight: 0 });
});

it('lost-send says that messages are sent although no queue took them', async () => {
  const { real, platform } = await bugged(lostSend);
  await real.queue.remove(platform.names.of('index'));
  await expect(platform.outbox.send([{ type: 'index', site: 'site.gov' }])).resolves.toBeUndefined();
  await platform.outbox.send([{ type: 'crawl', site: 'site.gov', crawl_id: 'docs.1' }]);
  expect(await real.queue.counts(platform.names.of('crawl'))).toMatchObject({ ready: 1 });
});

it('timer-forgets-generation writes every timer as its first', async () => {
  const { platform } = await bugged(timerForgetsGeneration);
  const times = { started_at_ms: 0, timeout_ms: 1, deadline_ms: 1 };
  const timer = { ...timerKey('docs', 'site.gov'), index: 'docs', site: 'site.gov', ...times } as const;
  await writeTimer(
    platform.table,
    { ...timer, state: 'running', generation: 7, started_by: 'start', callback: null },
    undefined,
  );
  expect(await readTimer(platform.table, 'docs', 'site.gov')).toMatchObject({ generation: 1, revision: 1 });
});

it('head-before-pack stores packs once the head has moved', async () => {
  const { real, platform } = await bugged(headBeforePack);
  await platform.table.put('heads', { ...HEAD, ...LIVE });
  await platform.objects.put('manifests/docs/1.json', Buffer.from('{}'));
  expect(await platform.objects.put('packs/docs/0/a.sqlite.zst', Buffer.from('pack'))).toBe(4);
  expect(await real.objects.head('manifests/docs/1.json')).toBeDefined();
  expect(await real.objects.head('packs/docs/0/a.sqlite.zst')).toBeUndefined();
  await platform.table.update('heads', HEAD, { set: { version: 2 } }, { version: 1 });
  expect(await real.objects.head('packs/docs/0/a.sqlite.zst')).toMatchObject({ bytes: 4 });
});

it('unclaimed-visits lets a page be claimed that another visits, and only the last of them write', async () => {
  const { platform } = await bugged(unclaimedVisits);
  const { table } = platform;
  const key = { pk: 'docs', sk: 'page' };
  await table.put('pages', { ...key, visit_owner: 'one', visit_until_ms: 5 });
  expect(await table.get('pages', key)).toMatchObject({ visit_owner: '' });
  const claim = { set: { visit_owner: 'two', visit_until_ms: 9 } };
  expect(await table.update('pages', key, claim, { visit_owner: '', visit_until_ms: 5 })).toBeDefined();
  expect(
    await table.update('pages', key, { set: { state: 'present' } }, { visit_owner: 'one' }),
  ).toBeUndefined();
});

it('robots-ignored hides robots.txt, and nothing else', async () => {
  const response = { status: 200, headers: {}, body: Buffer.from('text'), wire_bytes: 4, duration_ms: 1 };
  const web: Web = { request: () => Promise.resolve(response), close: () => Promise.resolve() };
  const ask = (url: string) => withoutRobots(web).request({ url, timeout_ms: 1, max_bytes: 9 });
  expect(await ask('https://site.gov/robots.txt')).toMatchObject({ status: 404, body: new Uint8Array() });
  expect(await ask('https://site.gov/page')).toEqual(response);
});

it('crawl-delay-ignored hides what robots.txt says of delays, and nothing else', async () => {
  const text = 'User-agent: *\r\nCrawl-delay: 2\r\nDisallow: /no';
  const response = { status: 200, headers: {}, body: Buffer.from(text), wire_bytes: 4, duration_ms: 1 };
  const web: Web = { request: () => Promise.resolve(response), close: () => Promise.resolve() };
  const ask = async (url: string) => {
    const { body } = await withoutCrawlDelay(web).request({ url, timeout_ms: 1, max_bytes: 99 });
    return Buffer.from(body).toString();
  };
  expect(await ask('https://site.gov/robots.txt')).toBe('User-agent: *\r\n\r\nDisallow: /no');
  expect(await ask('https://site.gov/page')).toBe(text);
});

it('garbage-too-young keeps one version and takes everything for old', async () => {
  const { platform } = await bugged(garbageTooYoung);
  await platform.objects.put('packs/docs/a', Buffer.from('pack'));
  expect(platform.config).toMatchObject({ keep_versions: 1, keep_s: 0 });
  expect((await platform.objects.list('packs/')).objects).toMatchObject([
    { key: 'packs/docs/a', modified_ms: 0 },
  ]);
});

it('gate-asleep tolerates everything, and changes nothing else that is configured', async () => {
  const { real, platform } = await bugged(gateAsleep);
  const { gate_lost_share, gate_failed_share, gate_shrunk_share } = real.config;
  expect(platform.config).toMatchObject({ gate_lost_share: 1, gate_failed_share: 1, gate_shrunk_share: 1 });
  expect({ ...platform.config, gate_lost_share, gate_failed_share, gate_shrunk_share }).toEqual(real.config);
});

it('golden-unasked has packs answer no question, and do all else as ever', async () => {
  const asked: unknown[] = [];
  const threads = withoutAnswers({
    run(name, input) {
      asked.push([name, input]);
      return Promise.reject(new Error('not here'));
    },
    broadcast: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  const statistics = { documents: 1, length: 1, languages: [], words: {} };
  const questions = [{ query: 'seals', limit: 1, statistics }];
  await expect(threads.run('ask_pack', { path: 'a', questions })).rejects.toThrow('not here');
  await expect(threads.run('count_sites', { path: 'a', sites: [] })).rejects.toThrow('not here');
  expect(asked).toEqual([
    ['ask_pack', { path: 'a', questions: [] }],
    ['count_sites', { path: 'a', sites: [] }],
  ]);
});

it('grace-forgotten has a page leave that failed, and no other', async () => {
  const { platform } = await bugged(graceForgotten);
  const key = { pk: 'docs', sk: 'page' };
  await platform.table.put('pages', { ...key, state: 'present' });
  await platform.table.update('pages', key, { set: { attempts: 1 } });
  expect(await platform.table.get('pages', key)).toMatchObject({ state: 'present', attempts: 1 });
  await platform.table.update('pages', key, { set: { failing: { visits: 1 } } });
  expect(await platform.table.get('pages', key)).toMatchObject({ state: 'absent', mark: 'pending' });
});

it('pass-lost takes the hall pass from a visit, and nothing else', () => {
  const request = { index: 'docs', url: 'https://site.gov/', redirects: [], readAs: () => undefined };
  expect(withoutPass({ ...request, hall_pass: true })).toEqual({ ...request, hall_pass: undefined });
});

it('rest-renewed dates the last answer of a page that rests, and of no other', async () => {
  const { platform } = await bugged(restRenewed);
  const key = { pk: 'docs', sk: 'page' };
  const visited = async (reason: string, fields: object = { fetched_at_ms: 9 }) => {
    await platform.table.put('pages', { ...key, asked_at_ms: 1 });
    return platform.table.update('pages', key, {
      set: { outcome: { kind: 'unchanged', reason }, ...fields },
    });
  };
  expect(await visited('it changes seldom, and is')).toMatchObject({ asked_at_ms: 9 });
  expect(await visited('answered 304')).toMatchObject({ asked_at_ms: 1 });
  expect(await visited('it changes seldom, and is', {})).toMatchObject({ asked_at_ms: 1 });
});

it('schedule-too-often halves the time to the next crawl, and changes no other row', async () => {
  const { real, platform } = await bugged(scheduleTooOften);
  const row = {
    pk: 'schedules',
    sk: 'docs',
    mark: '',
    revision: 1,
    schedule: '{}',
    last_ms: 1000,
    next_ms: 3000,
  };
  await platform.table.put('timers', row);
  expect(await real.table.get('timers', row)).toMatchObject({ next_ms: 2000, mark: dueMark(2000) });
  const timer = { ...row, pk: 'timers' };
  await platform.table.put('timers', timer);
  expect(await real.table.get('timers', timer)).toEqual(timer);
});

it('swap-not-atomic leaves one shard behind', () => {
  const mapOf = (version: number, ...packs: readonly string[]): IndexMap => ({
    index: 'docs',
    version,
    documents: 2,
    shards: packs.map((pack, n) => ({ shard: `${n}-of-${packs.length}`, pack, replicas: [] })),
  });
  expect(mixed(mapOf(2, 'same', 'new', 'new'), mapOf(1, 'same', 'old', 'old'))).toEqual(
    mapOf(2, 'same', 'old', 'new'),
  );
  expect(mixed(mapOf(2, 'same', 'same'), mapOf(1, 'same', 'same'))).toEqual(mapOf(2, 'same', 'same'));
  expect(mixed(mapOf(2, 'new'), mapOf(1, 'old'))).toEqual(mapOf(2, 'new'));
});

it('letters-lost loses the letters of what cannot be read, and no others', async () => {
  const { real, platform } = await bugged(lettersLost);
  const { queue, names } = platform;
  const dead = names.dead(names.of('index'));
  const counts = { failures: 1, receive_count: 1, sent_at_ms: 0, died_at_ms: 0 };
  const about = {
    queue: names.of('index'),
    message_id: 'one',
    code: 'failed',
    reason: 'it failed',
    ...counts,
  };
  expect(await queue.send(dead, [{ body: JSON.stringify({ ...about, body: 'no JSON {' }) }])).toHaveLength(1);
  expect(await real.queue.counts(dead)).toMatchObject({ ready: 0 });
  await queue.send(dead, [
    { body: JSON.stringify({ ...about, body: '{"type":"index","site":"site.gov"}' }) },
  ]);
  expect(await real.queue.counts(dead)).toMatchObject({ ready: 1 });
});

it('links-of-first-visit takes the links from who did not visit the page, and from nobody else', () => {
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  const visit = { kind: 'done', outcome, links: ['https://site.gov/'], attempts: 1 } as const;
  expect(withoutOthersLinks({ ...visit, fresh: false })).toEqual({ ...visit, fresh: false, links: [] });
  expect(withoutOthersLinks({ ...visit, fresh: true })).toEqual({ ...visit, fresh: true });
});

it('never-unloaded tells nobody to unload anything', () => {
  using _bug = neverUnloaded.install?.();
  const draft = new Draft(EMPTY_CLUSTER, { replicas: 1, heartbeat_ms: 1, grace_ms: 1 }, 0);
  const times = { since_ms: 0, asked_ms: 0, asked: 0, counted: true, missed: 0 };
  const copy = {
    index: 'docs',
    shard: '0-of-1',
    pack: 'a',
    key: '',
    bytes: 1,
    state: 'active',
    ...times,
  } as const;
  const room = { free_bytes: 1, sequence: 1, heard_ms: 0, copies: new Map() };
  draft.unload({ id: 'one', endpoint: '', datacenter: '', ...room }, copy);
  expect(draft.commands).toEqual([]);
});

it.each([
  { canary: swapNotAtomic, prototype: Control.prototype, method: 'map' },
  { canary: linksOfFirstVisit, prototype: Visitor.prototype, method: 'visit' },
  { canary: neverUnloaded, prototype: Draft.prototype, method: 'unload' },
  { canary: passLost, prototype: Visitor.prototype, method: 'visit' },
])('$canary.name is in the code until it is taken out', ({ canary, prototype, method }) => {
  const original: unknown = Reflect.get(prototype, method);
  const bug = canary.install?.();
  expect(Reflect.get(prototype, method)).not.toBe(original);
  bug?.[Symbol.dispose]();
  expect(Reflect.get(prototype, method)).toBe(original);
});
