import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import type { ListPage, ObjectInfo } from '../object-store.ts';
import { objectProperties, type ObjectsSubject } from './object-properties.ts';

const clock = { now: () => 1000 };
class GoodObjects extends MemoryObjects {
  constructor() {
    super({ clock });
  }
}

function subject(store: MemoryObjects): ObjectsSubject {
  let count = 0;
  return { store, makeModel: () => new GoodObjects(), nextPlace: () => `run/${++count}/`, gaps: {} };
}

/** The same runs every time: these tests are about the commands, not about a store. */
const SAME_RUNS = { numRuns: 60, seed: 1 };

describe('commands show that an object store', () => {
  const faults: readonly [string, new () => MemoryObjects][] = [
    [
      'puts what was aborted',
      class extends GoodObjects {
        override put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
          return super.put(key, body);
        }
      },
    ],
    [
      'writes over what is there',
      class extends GoodObjects {
        override async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
          const is_new = (await this.get(key)) === undefined;
          await this.put(key, body);
          return is_new;
        }
      },
    ],
    [
      'writes the memory around a body',
      class extends GoodObjects {
        override put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
          return super.put(key, body instanceof Uint8Array ? new Uint8Array(body.buffer) : body);
        }
      },
    ],
    [
      'takes the end of a range for a part of it',
      class extends GoodObjects {
        override stream(key: string, { from = 0, to = Infinity }: { from?: number; to?: number } = {}) {
          return super.stream(key, { from, to: to + 1 });
        }
      },
    ],
    [
      'lists the key again that a page began behind',
      class extends GoodObjects {
        override async list(prefix: string, options: { after?: string; limit?: number }): Promise<ListPage> {
          const page = await super.list(prefix, options);
          const info = options.after === undefined ? undefined : await this.head(options.after);
          return info?.key.startsWith(prefix) === true ? { ...page, objects: [info, ...page.objects] } : page;
        }
      },
    ],
    [
      'deletes before it looks at all keys',
      class extends GoodObjects {
        override async delete(keys: readonly string[]): Promise<void> {
          for (const key of keys) await super.delete([key]);
        }
      },
    ],
    [
      'tells seconds for milliseconds',
      class extends GoodObjects {
        override async list(prefix: string, options = {}): Promise<ListPage> {
          const page = await super.list(prefix, options);
          const wrong = ({ key, bytes }: ObjectInfo): ObjectInfo => ({ key, bytes, modified_ms: 1e9 });
          return { ...page, objects: page.objects.map(wrong) };
        }
      },
    ],
  ];

  it.each(faults)('%s', async (_, Faulty) => {
    const details = await fc.check(objectProperties(subject(new Faulty())).answers_calls, SAME_RUNS);
    expect(details.failed).toBe(true);
    expect(details.counterexample?.[0]).toBeDefined();
  });

  it('looks before it puts, in two steps', async () => {
    class Unguarded extends GoodObjects {
      override async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
        if ((await this.get(key)) !== undefined) return false;
        await this.put(key, body);
        return true;
      }
    }
    const { answers_races } = objectProperties(subject(new Unguarded()));
    expect((await fc.check(answers_races, SAME_RUNS)).failed).toBe(true);
  });

  it('has nothing wrong with it', async () => {
    const { answers_calls, answers_races } = objectProperties(subject(new GoodObjects()));
    const few = { ...SAME_RUNS, numRuns: 15 };
    expect((await fc.check(answers_calls, few)).failed).toBe(false);
    expect((await fc.check(answers_races, few)).failed).toBe(false);
  });
});
