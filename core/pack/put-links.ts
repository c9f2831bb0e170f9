import type Database from 'better-sqlite3';
import { anchorText } from './anchor-text.ts';
import { NO_NAME, inLinkGraph } from './link-graph.ts';

/** What a document links to. */
export interface LinkSource {
  readonly id: string;
  /** Of its content. */
  readonly hash: string;
  /** Each page once; without those that ask not to be followed. */
  readonly links: readonly { readonly url: string; readonly text: string }[];
}

/** A page that is another one: it redirects, or names another URL as its own. */
export interface Alias {
  readonly url: string;
  readonly to: string;
}

/** Notes the links of documents, in place of those that they had. Where one is another, all is to be gathered anew. */
export function putLinks({ path, sources }: { path: string; sources: readonly LinkSource[] }): void {
  transact(path, (db, names) => {
    const put = db.prepare('INSERT OR REPLACE INTO sources (n, hash) VALUES (?, ?)');
    const had = db.prepare<[number], Link>('SELECT target, text FROM links WHERE source = ?');
    const forget = db.prepare('DELETE FROM links WHERE source = ?');
    const add = db.prepare('INSERT INTO links (source, target, text) VALUES (?, ?, ?)');
    const outdate = db.prepare('DELETE FROM gathered_links');
    for (const { id, hash, links } of sources) {
      const source = names.numberOf(id);
      put.run(source, hash);
      const said = new Map<number, number>();
      for (const { url, text } of links) {
        const target = names.numberOf(url);
        const words = anchorText(text);
        if (!said.has(target)) said.set(target, words === '' ? NO_NAME : names.numberOf(words));
      }
      if (areSame(had.all(source), said)) continue;
      outdate.run();
      forget.run(source);
      for (const [target, text] of said) add.run(source, target, text);
    }
  });
}

/** By the numbers of their names. */
interface Link {
  readonly target: number;
  readonly text: number;
}

function areSame(links: readonly Link[], said: ReadonlyMap<number, number>): boolean {
  return links.length === said.size && links.every(({ target, text }) => said.get(target) === text);
}

/** Notes aliases. @param request.anew forgets those noted before. */
export function putAliases(request: {
  readonly path: string;
  readonly anew: boolean;
  readonly aliases: readonly Alias[];
}): void {
  transact(request.path, (db, names) => {
    if (request.anew) db.exec('DELETE FROM aliases');
    const put = db.prepare('INSERT OR REPLACE INTO aliases (n, target) VALUES (?, ?)');
    for (const { url, to } of request.aliases) put.run(names.numberOf(url), names.numberOf(to));
  });
}

function transact(path: string, write: (db: Database.Database, names: Names) => void): void {
  inLinkGraph(path, (db) => db.transaction(() => write(db, new Names(db)))());
}

/** Numbers of URLs and texts. Those of one call are remembered: pages of a site mostly link to the same. */
class Names {
  readonly #known = new Map<string, number>();
  readonly #find;
  readonly #add;

  constructor(db: Database.Database) {
    this.#find = db.prepare<[string], number>('SELECT n FROM names WHERE name = ?').pluck();
    this.#add = db.prepare('INSERT INTO names (name) VALUES (?)');
  }

  numberOf(name: string): number {
    let n = this.#known.get(name) ?? this.#find.get(name);
    n ??= Number(this.#add.run(name).lastInsertRowid);
    this.#known.set(name, n);
    return n;
  }
}
