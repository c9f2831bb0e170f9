import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packOf, page, WHOLE } from '#core/pack/testing/documents.ts';
import { ComputeTimeout } from '#ports/compute.ts';
import { seeded } from './seeded.ts';
import { type FaultKind, FAULT_KINDS, FAULTS } from './fault.ts';
import { SimDisk } from '../ports/sim-disk.ts';
import { SimProcess } from '../sim-process.ts';
import { FaultRig } from './testing/fault-rig.ts';

const KEY = { pk: 'docs', sk: 'page' };
const ROW = { ...KEY, state: 'present' };
const BYTES = new TextEncoder().encode('what an object holds');

/** Some queue with one message, as its owner sees it. */
async function queueOf(
  rig: FaultRig,
  name = 'work',
): Promise<{ name: string; ready: () => Promise<number> }> {
  await rig.there.queue.create(name);
  return { name, ready: async () => (await rig.there.queue.counts(name)).ready };
}

function receive(name: string): readonly [string, { max: number; wait_ms: number; visibility_ms: number }] {
  return [name, { max: 10, wait_ms: 0, visibility_ms: 600_000 }];
}

/** How often each end comes, whatever the chance: for faults that have two. */
async function ends(
  kind: FaultKind,
  end: (rig: FaultRig) => Promise<string>,
  chances = 24,
): Promise<string[]> {
  const found = new Set<string>();
  for (let seed = 0; seed < chances; seed += 1) {
    using rig = new FaultRig(kind, seed);
    found.add(await end(rig));
  }
  return [...found].sort();
}

async function stored(rig: FaultRig): Promise<string> {
  return (await rig.there.table.get('pages', KEY)) === undefined ? 'not done' : 'done';
}

async function* chunks(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

async function* stalling(first: Uint8Array): AsyncGenerator<Uint8Array> {
  yield first;
  await new Promise(() => undefined);
}

/** A process asks for something, and what a fault of each kind makes of it: for the process, and where it asked. */
const SCENES: Readonly<Record<FaultKind, (rig: FaultRig) => Promise<void>>> = {
  async doubled(rig) {
    const { name, ready } = await queueOf(rig);
    expect(await rig.see(rig.queue.send(name, [{ body: 'one' }]))).toMatchObject({
      value: [expect.any(String)],
    });
    expect(await ready()).toBe(2);
  },

  async reordered(rig) {
    const { name, ready } = await queueOf(rig);
    expect(await rig.see(rig.queue.send(name, [{ body: 'one' }]), 100)).toMatchObject({ state: 'answered' });
    expect(await ready()).toBe(0);
    await rig.timeline.run(5_200);
    expect(await ready()).toBe(1);
  },

  async late(rig) {
    const { name, ready } = await queueOf(rig);
    expect(await rig.see(rig.queue.send(name, [{ body: 'one' }]), 5_200)).toMatchObject({
      state: 'answered',
    });
    expect(await ready()).toBe(0);
    await rig.timeline.run(120_200);
    expect(await ready()).toBe(1);
  },

  async comes_again(rig) {
    const { name, ready } = await queueOf(rig);
    await rig.there.queue.send(name, [{ body: 'one' }]);
    const [message] = await rig.well(() => rig.queue.receive(...receive(name)));
    expect(await rig.see(rig.queue.delete(name, [message?.receipt ?? '']))).toMatchObject({
      state: 'answered',
    });
    expect(await ready()).toBe(1);
  },

  async receipt_lost(rig) {
    const { name } = await queueOf(rig);
    await rig.there.queue.send(name, [{ body: 'one' }]);
    expect(await rig.see(rig.queue.receive(...receive(name)))).toMatchObject({ state: 'failed' });
    expect(await rig.there.queue.counts(name)).toMatchObject({ ready: 0, in_flight: 1 });
  },

  async failed_before(rig) {
    const seen = await rig.see(rig.table.put('pages', ROW));
    expect(seen).toMatchObject({ state: 'failed', error: { code: 'request_failed' } });
    expect(await stored(rig)).toBe('not done');
  },

  async failed_after(rig) {
    const seen = await rig.see(rig.table.put('pages', ROW));
    expect(seen).toMatchObject({ state: 'failed', error: { code: 'request_failed' } });
    expect(await stored(rig)).toBe('done');
  },

  async throttled(rig) {
    const seen = await rig.see(rig.table.put('pages', ROW));
    expect(seen).toMatchObject({ error: { message: expect.stringContaining('ThrottlingException') } });
    expect(await stored(rig)).toBe('not done');
  },

  async retried(rig) {
    // The one who wrote it is told that it was there already.
    expect(await rig.see(rig.table.insertNew('pages', [ROW]))).toMatchObject({ value: [false] });
    expect(await stored(rig)).toBe('done');
  },

  async conflict(rig) {
    const refused = { state: 'failed', error: { message: expect.stringMatching(/status (?:409|412|503)/) } };
    expect(await rig.see(rig.objects.put('a', BYTES))).toMatchObject(refused);
    expect(await rig.there.objects.get('a')).toBeUndefined();
    rig.faults.spared = 1;
    expect(await rig.see(rig.objects.put('a', BYTES))).toMatchObject(refused);
    expect(await rig.there.objects.get('a')).toEqual(BYTES);
  },

  async slow(rig) {
    const seen = await rig.see(rig.table.put('pages', ROW));
    expect(seen).toMatchObject({ value: true });
    expect(seen.state === 'answered' ? seen.at_ms : 0).toBeGreaterThan(100);
    const later = async (one: FaultRig): Promise<string> => {
      await one.see(one.table.put('pages', ROW), 100);
      return stored(one);
    };
    expect(await ends('slow', later)).toEqual(['done', 'not done']);
  },

  async torn_download(rig) {
    await rig.there.objects.put('a', BYTES);
    const seen = await rig.see(rig.objects.get('a'));
    const got = seen.state === 'answered' ? seen.value : undefined;
    expect(got?.length).toBeLessThan(BYTES.length);
    expect(got).toEqual(BYTES.subarray(0, got?.length));
    expect(await rig.there.objects.get('a')).toEqual(BYTES);
  },

  async corrupt_download(rig) {
    await rig.there.objects.put('a', BYTES);
    const seen = await rig.see(rig.objects.get('a'));
    const got = seen.state === 'answered' ? seen.value : undefined;
    expect(got).toHaveLength(BYTES.length);
    expect(BYTES.filter((byte, n) => byte !== got?.[n])).toHaveLength(1);
    expect(await rig.there.objects.get('a')).toEqual(BYTES);
  },

  async missing_download(rig) {
    await rig.there.objects.put('a', BYTES);
    expect(await rig.see(rig.objects.get('a'))).toMatchObject({ state: 'answered', value: undefined });
    const all = rig.see(Array.fromAsync(rig.objects.stream('a')));
    expect(await all).toMatchObject({ error: { code: 'object_missing' } });
    expect(await rig.there.objects.get('a')).toEqual(BYTES);
  },

  async disk_full(rig) {
    const folder = await rig.scratch.claim('packer');
    const much = Buffer.alloc(400_000, 'x');
    const path = join(folder.path, 'staging');
    const stage = () => rig.threads.run('stage_documents', { path, upserts: [long] });
    const long = page({ path: '/long', body: much.toString() });
    const full = { state: 'failed', error: { code: 'ENOSPC' } };
    expect(await rig.see(folder.write('a', chunks(much)))).toMatchObject(full);
    expect(readFileSync(join(folder.path, 'a'))).toHaveLength(0);
    expect(await rig.see(stage())).toMatchObject({ error: { name: 'SqliteError', code: 'SQLITE_FULL' } });
    expect(existsSync(path)).toBe(false);
    // It comes to an end.
    expect(await rig.well(stage)).toMatchObject({ bytes: expect.any(Number) });
    const out = join(folder.path, 'pack.zst');
    expect(await rig.see(rig.threads.run('compress_pack', { path, out }))).toMatchObject({
      state: 'answered',
    });
    expect(
      await rig.see(rig.threads.run('build_pack', { staging: path, out, definition: WHOLE })),
    ).toMatchObject({
      error: { code: 'SQLITE_FULL' },
    });
  },

  async thread_slow(rig) {
    const pack = join((await rig.scratch.claim('searcher')).path, 'pack');
    packOf([page({ path: '/a' })], pack);
    const verify = (timeout_ms?: number) =>
      rig.threads.run('verify_pack', { path: pack }, timeout_ms === undefined ? {} : { timeout_ms });
    const late = await rig.see(verify(500), 500 + 1);
    expect(late).toEqual({ state: 'failed', error: new ComputeTimeout('verify_pack', 500), at_ms: 500 });
    expect(await rig.see(verify(), 61_000)).toMatchObject({ value: { documents: 1 } });
  },

  async thread_lost() {
    const lost = /^(?:a compute thread ended with code 1|Worker terminated due to .* out of memory)$/;
    const left = async (rig: FaultRig): Promise<string> => {
      const { path } = await rig.scratch.claim('packer');
      const [staging, out] = [join(path, 'staging'), join(path, 'out')];
      const upserts = [page({ path: '/a' })];
      await rig.well(() => rig.threads.run('stage_documents', { path: staging, upserts }));
      const build = () => rig.threads.run('build_pack', { staging, out, definition: WHOLE });
      expect(await rig.see(build())).toMatchObject({ error: { message: expect.stringMatching(lost) } });
      if (existsSync(out)) return 'done';
      return existsSync(`${out}.assembling`) ? 'by half' : 'not begun';
    };
    expect(await ends('thread_lost', left, 8)).toEqual(['by half', 'done', 'not begun']);
  },

  async crash() {
    const end = async (rig: FaultRig): Promise<string> => {
      expect(await rig.see(rig.table.put('pages', ROW))).toEqual({ state: 'silent' });
      expect(rig.life.isDead).toBe(true);
      return stored(rig);
    };
    expect(await ends('crash', end)).toEqual(['done', 'not done']);
  },

  async power_loss() {
    const end = async (rig: FaultRig): Promise<string> => {
      const folder = await rig.scratch.claim('searcher');
      const [kept, open] = [join(folder.path, 'kept'), join(folder.path, 'open')];
      await rig.well(() => folder.write('kept', chunks(BYTES)));
      rig.faults.isOn = false;
      await rig.see(folder.write('open', stalling(BYTES)), 1_000);
      rig.faults.isOn = true;
      expect(await rig.see(rig.table.get('pages', KEY))).toEqual({ state: 'silent' });
      expect(readFileSync(kept)).toEqual(Buffer.from(BYTES));
      if (!existsSync(open)) return 'lost';
      const bytes = readFileSync(open);
      if (bytes.length < BYTES.length) return 'cut';
      return bytes.equals(BYTES) ? 'whole' : 'zeros at its end';
    };
    expect(await ends('power_loss', end)).toEqual(['cut', 'lost', 'whole', 'zeros at its end']);
  },

  async pause() {
    const end = async (rig: FaultRig): Promise<string> => {
      const put = rig.table.put('pages', ROW);
      await rig.timeline.run(500);
      const first = rig.life.isStill ? await stored(rig) : 'over';
      expect(await rig.see(put)).toMatchObject({ value: true });
      return first;
    };
    expect(await ends('pause', end)).toContain('not done');
  },

  async lease_pause(rig) {
    expect(await rig.see(rig.table.put('pages', ROW), 100)).toMatchObject({ value: true });
    rig.life.leases.add('heads docs');
    const begun_ms = rig.timeline.now_ms;
    const seen = await rig.see(rig.table.put('pages', ROW));
    const took_ms = seen.state === 'answered' ? seen.at_ms - begun_ms : 0;
    expect(took_ms).toBeGreaterThan(6_000);
    expect(took_ms).toBeLessThan(50_100);
  },

  async clock_jump() {
    const end = async (rig: FaultRig): Promise<string> => {
      expect(await rig.see(rig.table.put('pages', ROW), 1_000)).toMatchObject({ value: true });
      expect(rig.clock.monotonic()).toBe(1_000);
      const off_ms = rig.clock.now() - 1_700_000_001_000;
      const far = [60_000, 3_600_000, 3 * 86_400_000].findIndex((most_ms) => Math.abs(off_ms) <= most_ms);
      return `${off_ms < 0 ? 'back' : 'forward'} by ${['seconds', 'minutes', 'days'][far] ?? 'more'}`;
    };
    const both = (by: string): string[] => [`back by ${by}`, `forward by ${by}`];
    const all = [...both('days'), ...both('minutes'), ...both('seconds')];
    expect(await ends('clock_jump', end, 40)).toEqual(all.toSorted());
  },

  async clock_drift(rig) {
    const rates: number[] = [];
    const process = new SimProcess({
      planned: { name: 'timer-1', roles: ['timer'], disk: { bytes: 0, budget_bytes: 0 } },
      disk: new SimDisk('', { bytes: 0, budget_bytes: 0 }),
      laws: rig.laws,
      chance: seeded(1),
      equip: (_process, life) => {
        rates.push(life.rate);
        throw new RangeError('no further');
      },
    });
    expect(() => process.start()).toThrow(RangeError);
    const [rate = 1] = rates;
    expect(rate).not.toBe(1);
    expect(Math.abs(rate - 1)).toBeLessThanOrEqual(0.02);
  },

  async restart(rig) {
    const told: string[] = [];
    rig.laws.restart = (name) => void told.push(name);
    expect(await rig.see(rig.table.put('pages', ROW))).toMatchObject({ value: true });
    expect([told, rig.life.isDead]).toEqual([['searcher-1'], false]);
  },

  async swap_restart(rig) {
    const path = join((await rig.scratch.claim('searcher')).path, 'pack');
    packOf([page({ path: '/a' })], path);
    const told: string[] = [];
    rig.laws.restart = (name) => void told.push(name);
    expect(await rig.see(rig.table.put('pages', ROW))).toMatchObject({ value: true });
    expect([told, rig.life.isDead]).toEqual([[], false]);
    // In good order and at once: here both come, in a run the one or the other.
    expect(await rig.see(rig.threads.run('verify_pack', { path }))).toEqual({ state: 'silent' });
    expect([told, rig.life.isDead]).toEqual([['searcher-1'], true]);
  },

  async partition() {
    const end = async (rig: FaultRig): Promise<string> => {
      const seen = await rig.see(rig.table.put('pages', ROW), 30_000);
      if (seen.state === 'answered') return 'cut from another';
      expect(seen).toMatchObject({ error: { message: expect.stringContaining('the network is cut') } });
      return stored(rig);
    };
    expect(await ends('partition', end)).toEqual(['cut from another', 'done', 'not done']);
  },
};

it.each(FAULT_KINDS.map((kind) => ({ kind, what: FAULTS[kind] })))('$kind: $what', async ({ kind }) => {
  using rig = new FaultRig(kind);
  await expect(SCENES[kind](rig)).resolves.toBeUndefined();
});
