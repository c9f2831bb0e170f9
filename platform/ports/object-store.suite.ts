import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  BadKey,
  listAll,
  MAX_KEY_BYTES,
  ObjectMissing,
  type ObjectStore,
  ObjectTooLarge,
} from './object-store.ts';
import { casesOf, type SkippedCases } from './suite-cases.ts';

export interface ObjectStoreSuiteOptions {
  readonly skip?: SkippedCases;
  /** What all keys begin with, a number after it for each case; one of chance when absent. */
  readonly root?: string;
}

/** What {@link ObjectStore} promises, as tests. `make` is called once; every case uses a prefix of its own. */
export function objectStoreSuite(
  name: string,
  make: () => Promise<{ store: ObjectStore; dispose: () => Promise<void> }>,
  options: ObjectStoreSuiteOptions = {},
): void {
  const run_id = `${process.pid}-${process.hrtime.bigint()}`;

  describe(`${name} keeps the promises of ObjectStore`, { timeout: 60_000 }, () => {
    let store: ObjectStore;
    let dispose: () => Promise<void>;
    let made = 0;
    beforeAll(async () => ({ store, dispose } = await make()));
    afterAll(() => dispose());

    const fresh = (): string => `${options.root ?? `suite-${run_id}`}-${++made}/`;
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const text = (body: Uint8Array | undefined): string | undefined =>
      body === undefined ? undefined : Buffer.from(body).toString();
    const keysOf = async (prefix: string): Promise<string[]> =>
      (await Array.fromAsync(listAll(store, prefix))).map((info) => info.key);
    const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> =>
      Buffer.concat(await Array.fromAsync(chunks));
    const check = casesOf(options.skip);

    check('an object is read as it was written', async () => {
      const key = `${fresh()}a`;
      const body = Uint8Array.from({ length: 256 }, (_, n) => n);
      const before = Date.now();
      expect(await store.put(key, body)).toBe(256);
      expect(Buffer.compare((await store.get(key)) ?? new Uint8Array(), body)).toBe(0);
      const info = await store.head(key);
      expect(info).toMatchObject({ key, bytes: 256 });
      expect(Math.abs((info?.modified_ms ?? 0) - before)).toBeLessThan(60_000);
    });

    check('an empty object is an object', async () => {
      const key = `${fresh()}a`;
      await store.put(key, new Uint8Array());
      expect(await store.get(key)).toHaveLength(0);
      expect((await store.head(key))?.bytes).toBe(0);
    });

    check('what is not there is undefined, and missing to a stream', async () => {
      const key = `${fresh()}none`;
      expect(await store.get(key)).toBeUndefined();
      expect(await store.head(key)).toBeUndefined();
      await expect(collect(store.stream(key))).rejects.toThrow(ObjectMissing);
    });

    check('a part of a larger memory is written, and no more of it', async () => {
      const key = `${fresh()}a`;
      const memory = Buffer.from('before-middle-after');
      await store.put(key, memory.subarray(7, 13));
      expect(text(await store.get(key))).toBe('middle');
    });

    check('a put writes over the object that is there', async () => {
      const key = `${fresh()}a`;
      await store.put(key, bytes('a longer one'));
      await store.put(key, bytes('short'));
      expect(text(await store.get(key))).toBe('short');
      expect(await keysOf(key)).toEqual([key]);
    });

    check('a put if absent writes once and says so', async () => {
      const key = `${fresh()}a`;
      expect(await store.putIfAbsent(key, bytes('first'))).toBe(true);
      expect(await store.putIfAbsent(key, bytes('second'))).toBe(false);
      expect(text(await store.get(key))).toBe('first');
      await store.delete([key]);
      expect(await store.putIfAbsent(key, bytes('third'))).toBe(true);
    });

    check('of thirty who put if absent, one wins, and its bytes are there', async () => {
      const key = `${fresh()}a`;
      const won = await Promise.all(
        Array.from({ length: 30 }, (_, n) => store.putIfAbsent(key, bytes(String(n)))),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(text(await store.get(key))).toBe(String(won.indexOf(true)));
    });

    check('a large object goes in and out in chunks', async () => {
      const size = 8_000_001;
      const key = `${fresh()}large`;
      const block = Buffer.from(Array.from({ length: 65_537 }, (_, n) => n % 251));
      const sent = createHash('sha256');
      const body = async function* (): AsyncGenerator<Uint8Array> {
        for (let left = size; left > 0; left -= block.length) {
          const chunk = block.subarray(0, Math.min(left, block.length));
          sent.update(chunk);
          yield chunk;
        }
      };
      expect(await store.put(key, body())).toBe(size);
      const got = createHash('sha256');
      for await (const chunk of store.stream(key)) got.update(chunk);
      expect(got.digest('hex')).toBe(sent.digest('hex'));
      expect((await store.head(key))?.bytes).toBe(size);
      await expect(store.get(key, { max_bytes: 1000 })).rejects.toThrow(ObjectTooLarge);
      expect(await store.get(key)).toHaveLength(size);
    });

    check('a body that fails in the middle leaves what was there before', async () => {
      const key = `${fresh()}a`;
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(1_000_000);
        throw new Error('the body broke off');
      };
      await expect(store.put(key, broken())).rejects.toThrow('the body broke off');
      expect(await store.get(key)).toBeUndefined();
      await store.put(key, bytes('old'));
      await expect(store.put(key, broken())).rejects.toThrow('the body broke off');
      expect(text(await store.get(key))).toBe('old');
    });

    check('a put that is aborted writes nothing', async () => {
      const key = `${fresh()}a`;
      const stop = new AbortController();
      const body = async function* (): AsyncGenerator<Uint8Array> {
        yield bytes('one');
        stop.abort();
        yield bytes('two');
      };
      await expect(store.put(key, body(), { signal: stop.signal })).rejects.toThrow(/abort/i);
      await expect(store.put(key, bytes('x'), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
      expect(await store.head(key)).toBeUndefined();
    });

    check('a stream gives the range that was asked for', async () => {
      const key = `${fresh()}a`;
      await store.put(key, bytes('0123456789'));
      const ranges = [
        [{ from: 3 }, '3456789'],
        [{ to: 4 }, '0123'],
        [{ from: 2, to: 5 }, '234'],
        [{ from: 8, to: 100 }, '89'],
      ] as const;
      for (const [range, expected] of ranges)
        expect(text(await collect(store.stream(key, range)))).toBe(expected);
    });

    check('a stream that is left early does no harm', async () => {
      const key = `${fresh()}a`;
      await store.put(key, Buffer.alloc(2_000_000));
      for await (const chunk of store.stream(key)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await store.head(key))?.bytes).toBe(2_000_000);
    });

    check('a reader sees the old object or the new one, never a mixture', async () => {
      const key = `${fresh()}a`;
      await store.put(key, Buffer.alloc(300_000, 'a'));
      const write = (async () => {
        for (const letter of 'bcdefgh') await store.put(key, Buffer.alloc(300_000, letter));
      })();
      for (let n = 0; n < 40; n++) {
        const body = text(await store.get(key)) ?? '';
        expect(body).toBe(body.charAt(0).repeat(300_000));
      }
      await write;
    });

    check('keys that cannot be are refused wherever they are given', async () => {
      const bad = [
        '',
        '/a',
        'a/',
        'a//b',
        '.',
        '..',
        'a/../b',
        'A',
        'a b',
        'é',
        'a\\b',
        'a!',
        'a\0b',
        'x'.repeat(MAX_KEY_BYTES + 1),
      ];
      for (const key of bad) {
        await expect(store.put(key, bytes('x'))).rejects.toThrow(BadKey);
        await expect(store.get(key)).rejects.toThrow(BadKey);
        await expect(store.delete([key])).rejects.toThrow(BadKey);
      }
    });

    check('an object may have the key of a folder of others', async () => {
      const p = fresh();
      const keys = [`${p}a`, `${p}a/b`, `${p}a/b/c`];
      for (const key of keys.toReversed()) await store.put(key, bytes(key));
      for (const key of keys) expect(text(await store.get(key))).toBe(key);
      expect(await keysOf(p)).toEqual(keys);
      await store.delete([`${p}a/b`]);
      expect(await keysOf(p)).toEqual([`${p}a`, `${p}a/b/c`]);
    });

    check('segments may be as long as a key', async () => {
      const p = fresh();
      const long = 'x'.repeat(MAX_KEY_BYTES - p.length - 2);
      const keys = [
        `${p}${long}`,
        `${p}${long}/y`,
        `${p}${'x'.repeat(200)}`,
        `${p}${'x'.repeat(200)}/z`,
        `${p}${'x'.repeat(200)}-`,
        `${p}${'x'.repeat(400)}`,
        `${p}${'x'.repeat(199)}`,
      ];
      for (const key of keys) await store.put(key, bytes(key));
      expect(await keysOf(p)).toEqual([...keys].sort());
      for (const key of keys) expect(text(await store.get(key))).toBe(key);
    });

    check('a listing is in the byte order of keys, folder or not', async () => {
      const p = fresh();
      const keys = ['a', 'a-b', 'a.b', 'a/b', 'a/b/c', 'a0', 'a~', 'b', 'b/a', '_', '0', '%7e'].map(
        (key) => p + key,
      );
      for (const key of keys) await store.put(key, bytes('x'));
      expect(await keysOf(p)).toEqual([...keys].sort());
      expect(await keysOf(`${p}a`)).toEqual(keys.filter((key) => key.startsWith(`${p}a`)).sort());
      expect(await keysOf(`${p}a/`)).toEqual([`${p}a/b`, `${p}a/b/c`]);
      expect(await keysOf(`${p}a/b/c/d`)).toEqual([]);
      expect(await keysOf(`${p}none/`)).toEqual([]);
    });

    check('a listing tells size and time of each object', async () => {
      const p = fresh();
      await store.put(`${p}a`, bytes('12345'));
      const { objects, next } = await store.list(p);
      expect(objects).toHaveLength(1);
      expect(objects[0]).toMatchObject({ key: `${p}a`, bytes: 5 });
      expect(next).toBeUndefined();
    });

    check('a listing finds what a filter over sorted keys finds, page by page', async () => {
      const segment = fc.string({
        unit: fc.constantFrom('a', 'b', '-', '0', '~'),
        minLength: 1,
        maxLength: 3,
      });
      const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(key, { maxLength: 15 }),
          key,
          key,
          fc.integer({ min: 1, max: 4 }),
          async (keys, prefix, after, limit) => {
            const p = fresh();
            await Promise.all(keys.map((one) => store.put(p + one, bytes('x'))));
            const expected = keys
              .filter((one) => one.startsWith(prefix) && one > after)
              .sort()
              .map((one) => p + one);
            const got: string[] = [];
            let next: string | undefined = p + after;
            while (next !== undefined) {
              const page = await store.list(p + prefix, { after: next, limit });
              expect(page.objects.length).toBeLessThanOrEqual(limit);
              got.push(...page.objects.map((info) => info.key));
              next = page.next;
            }
            expect(got).toEqual(expected);
          },
        ),
        { numRuns: 25 },
      );
    });

    check('a listing goes on after the last key of the page before', async () => {
      const p = fresh();
      // In one order by bytes and by the rules of languages, which stand-ins of S3 sort by.
      const keys = Array.from(
        { length: 23 },
        (_, n) => `${p}${n % 3}/k-${String(n).padStart(2, '0')}`,
      ).sort();
      for (const key of keys) await store.put(key, bytes('x'));
      const first = await store.list(p, { limit: 10 });
      expect(first.objects.map((info) => info.key)).toEqual(keys.slice(0, 10));
      expect(first.next).toBeDefined();
      const rest = await store.list(p, { after: first.next ?? '', limit: 13 });
      expect(rest.objects.map((info) => info.key)).toEqual(keys.slice(10));
      expect(rest.next).toBeUndefined();
    });

    check('a range that holds nothing is empty, of an object that is there', async () => {
      const key = `${fresh()}a`;
      await store.put(key, bytes('0123456789'));
      for (const range of [{ from: 4, to: 4 }, { to: 0 }, { from: 10 }, { from: 50, to: 60 }])
        expect(await collect(store.stream(key, range))).toHaveLength(0);
      await expect(collect(store.stream(`${key}-none`, { to: 0 }))).rejects.toThrow(ObjectMissing);
    });

    check('what was written is listed, and what was deleted is not', async () => {
      const p = fresh();
      for (let n = 0; n < 5; n++) {
        await store.put(`${p}${n}`, bytes('x'));
        expect(await keysOf(p)).toHaveLength(n + 1);
      }
      await store.delete([`${p}1`, `${p}3`, `${p}none`]);
      expect(await keysOf(p)).toEqual([`${p}0`, `${p}2`, `${p}4`]);
    });

    check('deleting takes any number of keys, and there may be writes beside it', async () => {
      const p = fresh();
      const keys = Array.from({ length: 60 }, (_, n) => `${p}d${n % 4}/k${n}`);
      await Promise.all(keys.map((key) => store.put(key, bytes('x'))));
      await Promise.all([
        store.delete(keys),
        ...Array.from({ length: 20 }, (_, n) => store.put(`${p}d${n % 4}/new${n}`, bytes('y'))),
      ]);
      expect(await keysOf(p)).toHaveLength(20);
      await store.delete([]);
    });
  });
}
