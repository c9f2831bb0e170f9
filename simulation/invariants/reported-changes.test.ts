import { expect, it } from 'vitest';
import { page } from '#core/pack/testing/documents.ts';
import { reportedChanges } from './reported-changes.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { crawlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const PAGES = Array.from({ length: 5 }, (_, n) => page({ site: 'one.test', path: `/${n}` }));
const OTHER = page({ site: 'two.test', path: '/' });
const ANOTHER = page({ site: 'one.test', path: '/1', title: 'Another' });
const NEW = [page({ site: 'one.test', path: '/new' }), page({ site: 'two.test', path: '/new' })];

/** A crawl of one.test that began with version 1, and what its report may be. */
function crawling() {
  const world = new ToldWorld(reportedChanges);
  const head = new MadeHead('docs', world.telling);
  head.take('packer-1');
  head.publish('packer-1', [madePack('docs', [...PAGES, OTHER])]);
  const began_with = { version: 1, manifest_sha256: head.row.manifest_sha256 };
  world.row('indexer-1', 'crawls', crawlRow({ domains: ['one.test'], began_with }));
  const next = [...PAGES.slice(2), ANOTHER, OTHER, ...NEW];
  return {
    world,
    head,
    next,
    reports: (documents: object, more: object = { version: 2 }) => {
      const text = JSON.stringify({ crawl_id: 'docs.c', index: 'docs', documents, ...more });
      return world.tell('packer-1', {
        type: 'object_put',
        key: 'reports/docs.c.json',
        bytes: Buffer.from(text),
      });
    },
  };
}

const RIGHT = { since: 1, added: 1, changed: 1, removed: 1, unchanged: 4 };

it('wants what a report says came and went to be what the versions say, of its domains', () => {
  const { world, head, next, reports } = crawling();
  head.publish('packer-1', [madePack('docs', next)]);
  expect(reports(RIGHT)).toBeUndefined();
  expect(world.comparisons).toBe(1);
  for (const kind of ['added', 'changed', 'removed', 'unchanged'] as const)
    expect(reports({ ...RIGHT, [kind]: RIGHT[kind] + 1 })).toMatch('tells {');
  expect(reports({ ...RIGHT, since: 0 })).toMatch('since version 0, and began with 1');
  expect(
    reports({ since: 1, added: 0, changed: 0, removed: 0, unchanged: 6 }, { version: 1 }),
  ).toBeUndefined();
});

it('wants the same of a version that is held', () => {
  const { head, next, reports } = crawling();
  const live = head.row;
  head.publish('packer-1', [madePack('docs', next)]);
  const { manifest_key, manifest_sha256 } = head.row;
  const times = { base: 1, since_ms: 0, held_at_ms: 0, documents: 1, bytes: 1, lost: 1 };
  head.write('packer-1', { ...live, held: { ...times, manifest_key, manifest_sha256, reasons: [] } });
  expect(reports(RIGHT, {})).toBeUndefined();
  expect(reports({ ...RIGHT, removed: 2 }, {})).toMatch('tells {');
});
