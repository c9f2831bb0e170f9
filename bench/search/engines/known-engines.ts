import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program that is measured; protocol.ts has how it is spoken with. */
export interface KnownEngine {
  readonly name: string;
  readonly command: readonly string[];
  /** Engines of one group share what is built. */
  readonly built_as: string;
  /** It holds its index in memory, and is asked of no more documents than these. */
  readonly most_documents?: number;
  /** The file that must be there, and how one gets it. */
  readonly needs?: { readonly file: string; readonly by: string };
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const node = (file: string, ...args: string[]): string[] => [process.execPath, here(file), ...args];
const xapian = (which: string): KnownEngine => ({
  name: `Xapian, ${which} of the words, no snippets`,
  // Debian's own Python has what Debian's packages bring.
  command: ['/usr/bin/python3', here('serve-xapian.py'), which],
  built_as: 'xapian',
  needs: {
    file: '/usr/lib/python3/dist-packages/xapian',
    by: 'apt-get install python3-xapian',
  },
});

/** Sitepack on so many shards. */
export function sitepack(shards: number): KnownEngine {
  return {
    name: shards === 1 ? 'Sitepack, with snippets' : `Sitepack, with snippets, ${shards} shards`,
    command: node('sitepack.ts', String(shards)),
    built_as: `sitepack-${shards}`,
  };
}

export const FTS_SNIPPETS: KnownEngine = {
  name: 'FTS5, ORDER BY rank, with snippets',
  command: node('fts.ts', 'snippet'),
  built_as: 'fts',
};
export const XAPIAN = xapian('all');

/** What Sitepack is measured beside. */
export const PEERS: readonly KnownEngine[] = [
  { name: 'FTS5, ORDER BY rank', command: node('fts.ts', 'rank'), built_as: 'fts' },
  FTS_SNIPPETS,
  { name: 'FTS5, any ten rowids', command: node('fts.ts', 'rowids'), built_as: 'fts' },
  XAPIAN,
  xapian('any'),
  {
    name: 'MiniSearch, any of the words, titles',
    command: [process.execPath, '--max-old-space-size=8192', here('../../peers/minisearch.mjs')],
    built_as: 'minisearch',
    most_documents: 100_000,
    needs: {
      file: here('../../peers/node_modules/minisearch'),
      by: 'npm ci --prefix bench/peers',
    },
  },
];

/** Why an engine is not measured; undefined where it is. */
export function whyNot({ needs, most_documents }: KnownEngine, documents: number): string | undefined {
  if (needs !== undefined && !existsSync(needs.file)) return `not installed: ${needs.by}`;
  if (most_documents !== undefined && documents > most_documents)
    return `not above ${most_documents} documents`;
  return undefined;
}
