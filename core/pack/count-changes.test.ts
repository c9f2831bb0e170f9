import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type SiteChanges, NO_CHANGES, addChanges, countChanges } from './count-changes.ts';
import type { Document } from './document.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

const document = fc
  .record({
    site: fc.constantFrom('one.gov', 'two.gov', 'two.gov:8080'),
    path: fc.constantFrom('/a', '/b', '/c'),
    title: fc.constantFrom('one', 'two'),
  })
  .map((fields) => page(fields));
const documents = fc.uniqueArray(document, { selector: ({ id }) => id });

/** The same by maps, with everything in memory. */
function compared(before: readonly Document[], after: readonly Document[]) {
  const olds = new Map(before.map((one) => [one.id, one]));
  const nows = new Map(after.map((one) => [one.id, one]));
  const sites = new Map<string, SiteChanges>();
  let unchanged = 0;
  for (const [id, { site }] of new Map([...olds, ...nows])) {
    const [old, now] = [olds.get(id), nows.get(id)];
    if (old?.hash === now?.hash) unchanged += 1;
    else {
      const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
      sites.set(site, addChanges(sites.get(site) ?? NO_CHANGES, { ...NO_CHANGES, [kind]: 1 }));
    }
  }
  return { sites, unchanged };
}

it('documents that came, are other ones, or went are counted by site, over all packs', () => {
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      using folder = temporaryFolder();
      const packed = (name: string, of: readonly Document[]): string[] =>
        [true, false].map((isFirst) => {
          const out = folder.file(`${name}-${String(isFirst)}`);
          packOf(
            of.filter(({ id }) => (new URL(id).pathname === '/a') === isFirst),
            out,
          );
          return out;
        });
      const counted = countChanges({ before: packed('before', before), after: packed('after', after) });
      expect(counted).toEqual(compared(before, after));
      const first = countChanges({ before: [], after: packed('first', after) });
      expect(first).toEqual(compared([], after));
    }),
    { numRuns: 15 },
  );
});
