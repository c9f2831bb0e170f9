import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const SECTIONS = [
  'crawl',
  'recrawl',
  'read',
  'heap',
  'queue',
  'object',
  'table',
  'pack',
  'search',
  'aws',
] as const;
export type SectionName = (typeof SECTIONS)[number];

export interface BenchOptions {
  /** In the order in which they run. */
  readonly only: readonly SectionName[];
  /** Measurements per figure; the best one counts, since what else the machine does only makes things slower. */
  readonly rounds: number;
  /** Shows that the bench works; its figures mean nothing. */
  readonly quick: boolean;
  /** Folder of HTML that is crawled; absent for the made one. */
  readonly site: string | undefined;
}

/** Debian's postgresql-doc-15: a real manual of 1,169 pages of 14 KB. */
const MANUAL = '/usr/share/doc/postgresql-doc-15/html';
const MOST_ROUNDS = 20;

export const USAGE = `usage: node bench/run.ts [--only ${SECTIONS.join(',')}] [--rounds N] [--site DIR] [--quick]`;

/** What was typed cannot be done. */
export class BadOptions extends Error {
  override readonly name = 'BadOptions';
  readonly code = 'bad_options';
}

/** @throws {BadOptions} */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  const quick = values.quick ?? false;
  const rounds = Number(values.rounds ?? (quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS) {
    throw new BadOptions(`--rounds "${values.rounds ?? ''}" is not a whole number from 1 to ${MOST_ROUNDS}`);
  }
  if (values.site !== undefined && !existsSync(values.site)) {
    throw new BadOptions(`--site "${values.site}" is not there; name a folder with HTML files`);
  }
  return { only: sections(values.only), rounds, quick, site: values.site ?? installedManual(quick) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        site: { type: 'string' },
        quick: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw new BadOptions(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function sections(text: string | undefined): readonly SectionName[] {
  if (text === undefined) return SECTIONS;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !SECTIONS.some((known) => known === name));
  if (unknown !== undefined)
    throw new BadOptions(`--only "${unknown}" is no section; there are ${SECTIONS.join(', ')}`);
  return SECTIONS.filter((name) => names.includes(name));
}

/** A quick run takes the made site, so that it is the same everywhere. */
function installedManual(quick: boolean): string | undefined {
  return !quick && existsSync(MANUAL) ? MANUAL : undefined;
}
