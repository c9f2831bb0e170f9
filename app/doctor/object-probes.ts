import { createHash } from 'node:crypto';
import { listAll } from '#ports/object-store.ts';
import { must, type Ports, type Probe } from './probe.ts';

const STORE = 'use a store that keeps what S3 promises, or SITEPACK_BACKEND=embedded';
const MB = 2 ** 20;
/** More than one part of an upload. */
const LARGE_MB = 9;
const RACERS = 10;
/** Of the store's clock against ours. HTTP tells whole seconds. */
const SKEW_MS = 5000;

/** What Sitepack relies upon in an object store. */
export const OBJECT_PROBES: readonly Probe[] = [
  {
    name: 'objects: round trip',
    why: 'pages and packs would be lost or read in an old state',
    remedy: STORE,
    async run({ objects }, workplace) {
      const key = workplace.object('round-trip');
      const all = Uint8Array.from({ length: 256 }, (_, n) => n);
      for (let n = 0; n < 5; n++) {
        const body = Buffer.concat([all, Buffer.from(`write ${n}`)]);
        await objects.put(key, body);
        const got = await objects.get(key);
        must(got !== undefined, 'an object is not there right after it was written');
        must(Buffer.compare(got, body) === 0, 'an object is read otherwise than it was last written');
      }
      must((await objects.head(key))?.bytes === 263, 'the store tells a wrong size of an object');
      await objects.delete([key]);
      must((await objects.get(key)) === undefined, 'an object can be read after it was deleted');
      return 'written, written over, read and deleted, each at once';
    },
  },
  {
    name: 'objects: listing',
    why: 'old packs would stay for ever, or kept ones be taken for absent',
    remedy: STORE,
    run: async ({ objects }, workplace) =>
      await listing(objects, workplace.object('list/'), ['a', 'a-b', 'a.b', 'a/b', 'a0', 'b', 'b/c/d']),
  },
  {
    name: 'objects: byte order',
    why: 'the removal of old objects may pass over some whose keys have signs in them',
    remedy: 'nothing on S3, which keeps this order; what stands in for it does not',
    minor: true,
    run: async ({ objects }, workplace) =>
      await listing(objects, workplace.object('order/'), ['%7e', '0', '_', 'a', 'a0', 'a_', 'a~', 'b']),
  },
  {
    name: 'objects: ranges',
    why: 'a pack whose connection broke could not be fetched on',
    remedy: STORE,
    async run({ objects }, workplace) {
      const key = workplace.object('range');
      await objects.put(key, Buffer.from('0123456789'));
      for (const [from, to, expected] of [
        [3, 6, '345'],
        [8, 100, '89'],
        [0, 10, '0123456789'],
      ] as const) {
        const got = Buffer.concat(await Array.fromAsync(objects.stream(key, { from, to }))).toString();
        must(got === expected, `bytes ${from} to ${to} of "0123456789" come as "${got}"`);
      }
      return 'parts of an object come as asked for';
    },
  },
  {
    name: 'objects: large',
    why: 'packs could not be stored',
    remedy: 'see whether something between here and the store bounds the size or the time of requests',
    timeout_ms: 60_000,
    run: large,
  },
  {
    name: 'objects: put if absent',
    why: 'nothing today; of several who write one object first, several would believe that they did',
    remedy: 'nothing on S3, which has one winner; what stands in for it ignores the condition',
    minor: true,
    async run({ objects }, workplace) {
      const key = workplace.object('absent');
      const won = await Promise.all(
        Array.from({ length: RACERS }, (_, n) => objects.putIfAbsent(key, Buffer.from(String(n)))),
      );
      const winners = won.filter(Boolean).length;
      must(winners === 1, `${winners} of ${RACERS} who put at once were told that no object was there`);
      return `of ${RACERS} who put at once one was first`;
    },
  },
  {
    name: 'objects: clock',
    why: 'what is kept for a time goes early or late; requests to AWS are refused from 15 minutes on',
    remedy: 'have this machine keep its time by NTP',
    minor: true,
    async run({ objects, clock }, workplace) {
      const key = workplace.object('clock');
      const before = clock.now();
      await objects.put(key, Buffer.from('now'));
      const after = clock.now();
      const modified_ms = (await objects.head(key))?.modified_ms ?? Number.NaN;
      const skew_ms = Math.max(before - 1000 - modified_ms, modified_ms - after, 0);
      must(
        skew_ms <= SKEW_MS,
        `the clocks of the store and of this machine are ${Math.round(skew_ms / 1000)} s apart`,
      );
      return skew_ms < 1000
        ? 'the clock of the store is ours'
        : `the clock of the store is ${skew_ms} ms away`;
    },
  },
];

async function listing(objects: Ports['objects'], prefix: string, names: readonly string[]): Promise<string> {
  const keys = names.map((name) => prefix + name);
  for (const key of keys.toReversed()) {
    await objects.put(key, Buffer.from('x'));
    const page = await objects.list(key, { limit: 1 });
    must(page.objects[0]?.key === key, 'an object is not listed right after it was written');
  }
  const all = (await Array.fromAsync(listAll(objects, prefix))).map(({ key }) => key);
  must(same(all, keys), `listed as ${told(all, prefix)}, not in the order of bytes: ${told(keys, prefix)}`);
  const paged: string[] = [];
  let after: string | undefined;
  do {
    const page = await objects.list(prefix, after === undefined ? { limit: 2 } : { after, limit: 2 });
    paged.push(...page.objects.map(({ key }) => key));
    after = page.next;
  } while (after !== undefined && paged.length < keys.length);
  must(same(paged, keys), `listed page by page as ${told(paged, prefix)}, not as ${told(keys, prefix)}`);
  const [gone = '', ...rest] = keys;
  await objects.delete([gone]);
  const now = (await objects.list(prefix)).objects.map(({ key }) => key);
  must(same(now, rest), 'an object is listed after it was deleted');
  return 'in order, page by page, right after a write';
}

async function large(
  { objects, clock }: Ports,
  workplace: { object(name: string): string },
): Promise<string> {
  const key = workplace.object('large');
  const block = Buffer.from(Array.from({ length: MB }, (_, n) => (n * n) % 251));
  const sent = createHash('sha256');
  const body = async function* (): AsyncGenerator<Uint8Array> {
    for (let n = 0; n < LARGE_MB; n++) {
      sent.update(block);
      yield block;
    }
  };
  const begun = clock.monotonic();
  await objects.put(key, body());
  const written = clock.monotonic();
  const got = createHash('sha256');
  for await (const chunk of objects.stream(key)) got.update(chunk);
  must(got.digest('hex') === sent.digest('hex'), `${LARGE_MB} MB come back with other bytes`);
  const rate = (ms: number): number => Math.round(LARGE_MB / Math.max(0.001, ms / 1000));
  return `${LARGE_MB} MB: written at ${rate(written - begun)} MB/s, read at ${rate(clock.monotonic() - written)} MB/s`;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, n) => key === other[n]);
}

function told(keys: readonly string[], prefix: string): string {
  return keys.map((key) => key.slice(prefix.length)).join(' ');
}
