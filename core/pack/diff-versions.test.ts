import { writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashShards, holds } from '../cluster/shard-range.ts';
import { diffPacks } from './diff-packs.ts';
import { diffVersions } from './diff-versions.ts';
import { type DiffEntry, compareIds, diffDocuments, mergeDiffs } from './document-diff.ts';
import type { Document } from './document.ts';
import { type ShardEntry, packKey } from './manifest.ts';
import { ForeignPack } from './pack-errors.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

const entry = (id: string, content = 'a'): DiffEntry => ({ id, title: `${id} ${content}`, hash: content });

/** Documents by id; what a version is, to whoever compares it by hand. */
const version = fc
  .dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), fc.constantFrom('a', 'b', 'c'), {
    maxKeys: 30,
  })
  .map((contents) => new Map(Object.entries(contents).map(([id, content]) => [id.toWellFormed(), content])));

function sorted(contents: ReadonlyMap<string, string>): DiffEntry[] {
  return [...contents].map(([id, content]) => entry(id, content)).sort((a, b) => compareIds(a.id, b.id));
}

/** The same by sets, with everything in memory. */
function compared(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort(compareIds);
  return {
    added: ids.filter((id) => !before.has(id)),
    removed: ids.filter((id) => !after.has(id)),
    changed: ids.filter((id) => before.has(id) && after.has(id) && before.get(id) !== after.get(id)),
    unchanged: ids.filter((id) => before.has(id) && before.get(id) === after.get(id)),
  };
}

describe('the documents of two versions', () => {
  it('are told apart by id and hash, with their titles', () => {
    const before = [entry('a'), entry('b'), entry('c'), entry('d')];
    const after = [entry('b'), entry('c', 'other'), { ...entry('d', 'new'), title: 'd a' }, entry('e')];
    expect(diffDocuments(before, after, 10)).toEqual({
      counts: { added: 1, removed: 1, changed: 2, unchanged: 1 },
      added: [{ id: 'e', title: 'e a' }],
      removed: [{ id: 'a', title: 'a a' }],
      changed: [
        { id: 'c', title: 'c other', title_before: 'c a' },
        { id: 'd', title: 'd a' },
      ],
    });
  });

  it('are all counted, however few are named', () => {
    fc.assert(
      fc.property(version, version, fc.nat(5), (before, after, limit) => {
        const diff = diffDocuments(sorted(before), sorted(after), limit);
        const { added, removed, changed, unchanged } = compared(before, after);
        expect(diff.counts).toEqual({
          added: added.length,
          removed: removed.length,
          changed: changed.length,
          unchanged: unchanged.length,
        });
        expect(diff.added.map(({ id }) => id)).toEqual(added.slice(0, limit));
        expect(diff.removed.map(({ id }) => id)).toEqual(removed.slice(0, limit));
        expect(diff.changed.map(({ id }) => id)).toEqual(changed.slice(0, limit));
      }),
    );
  });

  it('the other way round are added where they were removed', () => {
    fc.assert(
      fc.property(version, version, (before, after) => {
        const there = diffDocuments(sorted(before), sorted(after), 50);
        const back = diffDocuments(sorted(after), sorted(before), 50);
        expect(back.added).toEqual(there.removed);
        expect(back.removed).toEqual(there.added);
        expect(back.counts.changed).toBe(there.counts.changed);
      }),
    );
  });

  it('can be compared part by part', () => {
    fc.assert(
      fc.property(version, version, fc.nat(5), (before, after, limit) => {
        const part = (contents: ReadonlyMap<string, string>, odd: boolean) =>
          sorted(contents).filter(({ id }) => (id.charCodeAt(0) % 2 === 1) === odd);
        const parts = [true, false].map((odd) => diffDocuments(part(before, odd), part(after, odd), limit));
        const [one, other] = parts;
        expect(one && other && mergeDiffs(one, other, limit)).toEqual(
          diffDocuments(sorted(before), sorted(after), limit),
        );
      }),
    );
  });

  it('are read side by side: neither list is ahead of the other by more than an entry', () => {
    let ahead = 0;
    let most = 0;
    function* counted(step: number): Generator<DiffEntry> {
      for (let n = 0; n < 1000; n += 1) {
        ahead += step;
        most = Math.max(most, Math.abs(ahead));
        yield entry(String(n).padStart(4, '0'));
      }
    }
    const { counts } = diffDocuments(counted(1), counted(-1), 0);
    expect(counts.unchanged).toBe(1000);
    expect(most).toBe(1);
  });
});

const document = fc
  .record({
    path: fc.string({ minLength: 1, maxLength: 2, unit: 'binary' }),
    title: fc.constantFrom('one', 'two'),
  })
  .map((fields) => page({ ...fields, path: fields.path.toWellFormed() }));
const documents = fc.uniqueArray(document, { selector: ({ id }) => id, maxLength: 12 });

/** A version of so many shards, packed into a folder. */
function packed(
  folder: { file(name: string): string },
  name: string,
  of: readonly Document[],
  count: number,
) {
  return hashShards(count).map(({ name: shard, definition }): ShardEntry => {
    const built = packOf(
      of.filter(({ id }) => holds(definition, id)),
      folder.file(`${name}-${shard}`),
    );
    const key = packKey('made', shard, built.sha256, 1);
    return { name: shard, definition, pack: { ...built, key, compressed_bytes: 1 } };
  });
}

describe('the packs of two versions', () => {
  it('tell what changed, whatever shards there were before and after', async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        documents,
        fc.constantFrom(1, 2, 3, 4),
        fc.constantFrom(1, 2, 3, 4),
        async (before, after, shards_before, shards_after) => {
          using folder = temporaryFolder();
          const versions = {
            before: packed(folder, 'before', before, shards_before),
            after: packed(folder, 'after', after, shards_after),
          };
          const files = new Map<string, string>();
          for (const [name, shards] of Object.entries(versions))
            for (const { name: shard, pack } of shards)
              files.set(pack.sha256, folder.file(`${name}-${shard}`));
          const diff = await diffVersions({
            ...versions,
            limit: 5,
            localPack: async ({ sha256 }) => files.get(sha256) ?? '',
            diffPacks: async (request) => diffPacks(request),
          });
          const entries = (of: readonly Document[]) =>
            of.map(({ id, title, hash }) => ({ id, title, hash })).sort((a, b) => compareIds(a.id, b.id));
          expect(diff).toEqual(diffDocuments(entries(before), entries(after), 5));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are not even fetched where they are the same', async () => {
    using folder = temporaryFolder();
    const pages = Array.from({ length: 20 }, (_, n) => page({ path: `/${n}` }));
    const before = packed(folder, 'before', pages, 4);
    const changed = pages.map((one, n) => (n === 0 ? page({ path: '/0', title: 'other' }) : one));
    const after = packed(folder, 'after', changed, 4);
    const fetched: string[] = [];
    const diff = await diffVersions({
      before,
      after,
      limit: 5,
      localPack: async ({ sha256 }) => {
        fetched.push(sha256);
        const name = before.some(({ pack }) => pack.sha256 === sha256) ? 'before' : 'after';
        const shard = [...before, ...after].find(({ pack }) => pack.sha256 === sha256)?.name ?? '';
        return folder.file(`${name}-${shard}`);
      },
      diffPacks: async (request) => diffPacks(request),
    });
    expect(fetched).toHaveLength(2);
    expect(diff.counts).toEqual({ added: 0, removed: 0, changed: 1, unchanged: 19 });
  });

  it('that are none are told', () => {
    using folder = temporaryFolder();
    packOf([page({ path: '/a' })], folder.file('pack'));
    writeFileSync(folder.file('foreign'), 'SQLite format 3\0');
    const after = [folder.file('pack'), folder.file('foreign')];
    expect(() => diffPacks({ before: [], after, limit: 1 })).toThrow(ForeignPack);
  });
});
