import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPack } from './build.ts';
import { rowDocument } from './document-row.ts';
import { gatherAnchors } from './gather-anchors.ts';
import { noteDocuments } from './note-documents.ts';
import { type LinkSource, putAliases, putLinks } from './put-links.ts';
import { stageAnchors } from './stage-anchors.ts';
import { stageDocuments } from './staging.ts';
import { WHOLE, page, temporaryFolder } from './testing/documents.ts';
import { unknownSources } from './unknown-sources.ts';

const url = (path: string): string => `https://site.gov${path}`;
type Links = Readonly<Record<string, string>>;

/** An index of one shard, with a graph, that is packed again and again. */
function packedIndex() {
  const folder = temporaryFolder();
  const graph = folder.file('graph');
  let version = 0;
  const base = (): string | undefined => (version === 0 ? undefined : folder.file(`pack-${version}`));
  const staging = (): string => folder.file(`staging-${version}`);
  const staged = (): string | undefined => (existsSync(staging()) ? staging() : undefined);
  return {
    graph,
    folder,
    base,
    staging,
    /** Changes a document. */
    change(path: string, title = ''): void {
      stageDocuments({ path: staging(), upserts: [page({ path, title })] });
    },
    remove(path: string): void {
      stageDocuments({ path: staging(), deletions: [url(path)] });
    },
    /** Notes links, as text by path. */
    link(path: string, links: Links, title = ''): void {
      putLinks({ path: graph, sources: [source(path, links, title)] });
    },
    gather(): number {
      noteDocuments({ path: graph, anew: true, base: base(), staging: staged() });
      gatherAnchors({ path: graph });
      return stageAnchors({ graph, path: staging(), base: base() }).documents;
    },
    pack(): string {
      const parts = { ...(version === 0 ? {} : { base: base() ?? '' }), staging: staging() };
      const { sha256 } = buildPack({ ...parts, out: folder.file(`pack-${version + 1}`), definition: WHOLE });
      version += 1;
      return sha256;
    },
    /** What others say of the documents of the last pack, by path: those of whom nothing is said are left out. */
    said(): Record<string, [links_in: number, ...texts: string[]]> {
      const db = new Database(base() ?? '', { readonly: true });
      const documents = db.prepare('SELECT * FROM documents ORDER BY id').all().map(rowDocument);
      db.close();
      const said = documents.filter(({ links_in }) => links_in > 0);
      return Object.fromEntries(
        said.map(({ path, links_in, anchors }) => [path, [links_in, ...anchors.split('\n').filter(Boolean)]]),
      );
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function source(path: string, links: Links, title = ''): LinkSource {
  const { id, hash } = page({ path, title });
  return { id, hash, links: Object.entries(links).map(([to, text]) => ({ url: url(to), text })) };
}

describe('what other documents say of one', () => {
  it('is how many link to it, and by what texts; links to itself and to what is no document are not heard', () => {
    using index = packedIndex();
    for (const path of ['/', '/a', '/b']) index.change(path);
    index.link('/', { '/a': 'Opening hours', '/b': '', '/elsewhere': 'Gone', '/': 'Home' });
    index.link('/a', { '/b': 'Prices', '/': 'Home »' });
    index.link('/b', { '/a': 'opening hours', '/': 'Start' });
    expect(index.gather()).toBe(3);
    index.pack();
    expect(index.said()).toEqual({
      '/': [2, 'home', 'start'],
      '/a': [2, 'opening hours'],
      '/b': [2, 'prices'],
    });
  });

  it('is said of where a page leads that redirects, whatever redirects in between, and once by each page', () => {
    using index = packedIndex();
    for (const path of ['/', '/a', '/b']) index.change(path);
    index.link('/', { '/old': 'Old name', '/older': 'Older name', '/a': 'Name', '/lost': 'Lost' });
    index.link('/b', { '/round': 'Round' });
    const aliases = [
      { url: url('/older'), to: url('/old') },
      { url: url('/old'), to: url('/a') },
      { url: url('/round'), to: url('/circle') },
      { url: url('/circle'), to: url('/round') },
      { url: url('/b'), to: url('/a') },
    ];
    putAliases({ path: index.graph, anew: true, aliases });
    index.gather();
    index.pack();
    expect(index.said()).toEqual({ '/a': [1, 'name', 'old name', 'older name'] });
    putAliases({ path: index.graph, anew: true, aliases: [] });
    index.gather();
    index.pack();
    expect(index.said()).toEqual({ '/a': [1, 'name'] });
  });

  it('is nothing by texts that lead to many documents, but that there are links', () => {
    using index = packedIndex();
    const paths = Array.from({ length: 12 }, (_, n) => `/${n + 10}`);
    for (const path of ['/', ...paths]) index.change(path);
    index.link('/', Object.fromEntries(paths.map((path) => [path, 'Read more …'])));
    index.link('/10', { '/11': 'Eleven', '/12': 'twice', '/13': 'twice', '/14': 'twice' });
    index.gather();
    index.pack();
    expect(index.said()).toMatchObject({ '/11': [2, 'eleven'], '/12': [2, 'twice'], '/15': [1] });
  });

  it('stays as it was where nothing is gathered, for what is changed too, and is gathered anew with the next', () => {
    using index = packedIndex();
    for (const path of ['/', '/a', '/b']) index.change(path);
    index.link('/', { '/a': 'A', '/b': 'B' });
    index.gather();
    index.pack();
    index.change('/a', 'changed');
    index.change('/new', 'new');
    index.pack();
    expect(index.said()).toEqual({ '/a': [1, 'a'], '/b': [1, 'b'] });
    index.link('/new', { '/a': 'Other' }, 'new');
    index.remove('/');
    expect(index.gather()).toBe(2);
    index.pack();
    expect(index.said()).toEqual({ '/a': [1, 'other'] });
    expect(index.gather()).toBe(0);
  });
});

it('a graph tells which documents it knows nothing of, or something older', () => {
  using index = packedIndex();
  for (const path of ['/', '/a', '/b']) index.change(path);
  index.link('/', {});
  index.pack();
  index.change('/b', 'changed');
  index.change('/c');
  index.remove('/a');
  index.link('/b', {});
  const ask = { path: index.graph, base: index.base(), staging: index.staging() };
  const ids = (after: string, limit: number) => unknownSources({ ...ask, after, limit }).map(({ id }) => id);
  expect(ids('', 10)).toEqual([url('/b'), url('/c')]);
  expect(ids('', 1)).toEqual([url('/b')]);
  expect(ids(url('/b'), 10)).toEqual([url('/c')]);
  index.link('/b', {}, 'changed');
  expect(ids('', 10)).toEqual([url('/c')]);
  const built = unknownSources({ path: index.folder.file('new'), base: index.base(), after: '', limit: 9 });
  expect(built).toHaveLength(3);
});

it('what was gathered stands until a link, a document or an alias is another one', () => {
  using index = packedIndex();
  for (const path of ['/', '/a', '/b']) index.change(path);
  index.link('/', { '/a': 'A', '/b': 'B' });
  index.gather();
  index.pack();
  const gather = (): void => {
    const staging = existsSync(index.staging()) ? index.staging() : undefined;
    noteDocuments({ path: index.graph, anew: true, base: index.base(), staging });
    gatherAnchors({ path: index.graph });
  };
  const inGraph = <Result>(work: (db: Database.Database) => Result): Result => {
    const db = new Database(index.graph);
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  const isKept = (change: () => void): boolean => {
    gather();
    // What only gathering anew would put right.
    inGraph((db) => db.exec("UPDATE gathered SET anchors = 'meddled'"));
    change();
    gather();
    const found = inGraph((db) => db.prepare('SELECT anchors FROM gathered').pluck().all());
    inGraph((db) => db.exec('DELETE FROM gathered_links'));
    return found.includes('meddled');
  };
  const alias = (to: string) =>
    putAliases({ path: index.graph, anew: true, aliases: [{ url: url('/c'), to }] });
  expect(isKept(() => undefined)).toBe(true);
  expect(isKept(() => index.link('/', { '/b': 'B', '/a': 'A' }, 'other words'))).toBe(true);
  expect(isKept(() => index.link('/', { '/a': 'A', '/b': 'b two' }))).toBe(false);
  expect(isKept(() => alias(url('/a')))).toBe(false);
  expect(isKept(() => alias(url('/a')))).toBe(true);
  expect(isKept(() => alias(url('/b')))).toBe(false);
  expect(isKept(() => index.change('/c'))).toBe(false);
  expect(isKept(() => index.remove('/c'))).toBe(false);
});

it('a graph that was made before documents were noted in it takes them', () => {
  using index = packedIndex();
  for (const path of ['/', '/a']) index.change(path);
  index.link('/', { '/a': 'A' });
  const db = new Database(index.graph);
  db.exec('DROP TABLE documents');
  db.close();
  expect(index.gather()).toBe(1);
});

it('however a graph came about, a version with the same documents and links has the same bytes', () => {
  const paths = ['/', '/a', '/b', '/c', '/d'];
  const text = fc.constantFrom('', 'one', 'two', 'Three', 'here');
  const link = fc.tuple(fc.constantFrom(...paths, '/alias'), text);
  const step = fc.tuple(fc.constantFrom(...paths), fc.array(link, { maxLength: 4 }), fc.boolean());
  const aliases = [{ url: url('/alias'), to: url('/c') }];
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      using grown = packedIndex();
      putAliases({ path: grown.graph, anew: true, aliases });
      for (const path of paths) grown.change(path);
      const last = new Map<string, Links>();
      for (const [path, links, packs] of steps) {
        last.set(path, Object.fromEntries(links));
        grown.link(path, Object.fromEntries(links));
        if (packs) grown.gather();
        if (packs) grown.pack();
      }
      grown.gather();
      const sha256 = grown.pack();
      using fresh = packedIndex();
      putAliases({ path: fresh.graph, anew: true, aliases });
      for (const path of paths.toReversed()) fresh.change(path);
      for (const [path, links] of [...last].toReversed()) fresh.link(path, links);
      fresh.gather();
      expect(fresh.pack()).toBe(sha256);
    }),
    { numRuns: 30 },
  );
});
