import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Debian's: postgresql-doc-15, python3.11-doc, sqlite3-doc, linux-doc-6.1. */
const MANUALS = [
  '/usr/share/doc/postgresql-doc-15/html',
  '/usr/share/doc/python3.11/html',
  '/usr/share/doc/sqlite3',
  '/usr/share/doc/linux-doc-6.1/html',
];

export interface SearchBenchOptions {
  /** Of the table. */
  readonly documents: number;
  /** Of the plot. */
  readonly sizes: readonly number[];
  readonly queries: number;
  /** Of each figure; the best one counts. */
  readonly rounds: number;
  readonly shards: readonly number[];
  /** Folders of HTML that are there. */
  readonly manuals: readonly string[];
}

export const USAGE = `usage: node bench/search/main.ts [--documents N] [--sizes N,N,…] [--queries N] [--rounds N] [--shards N,N,…] [--manuals DIR,DIR,…]`;

/** @throws {TypeError} for an option that there is not; {@link RangeError} for one that is not a number, or where no manual is there. */
export function readSearchOptions(args: readonly string[]): SearchBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string', default: '100000' },
      sizes: { type: 'string', default: '10000,30000,100000,300000,1000000' },
      queries: { type: 'string', default: '500' },
      rounds: { type: 'string', default: '3' },
      shards: { type: 'string', default: '1,2,4,8' },
      manuals: { type: 'string', default: MANUALS.join(',') },
    },
  });
  const manuals = values.manuals.split(',').filter((folder) => existsSync(folder));
  if (manuals.length === 0)
    throw new RangeError(
      `none of ${values.manuals} is there; install one of them, or name others by --manuals`,
    );
  const numbers = (text: string): number[] => text.split(',').filter(Boolean).map(whole);
  return {
    documents: whole(values.documents),
    sizes: numbers(values.sizes),
    queries: whole(values.queries),
    rounds: whole(values.rounds),
    shards: numbers(values.shards),
    manuals,
  };
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`"${text}" is not a whole number above 0\n${USAGE}`);
}
