import { existsSync } from 'node:fs';

/** What each option names. */
const DATA = {
  collections: 'test collections, each a folder with docs.jsonl, queries.jsonl and qrels.tsv',
  manual: 'a manual as a folder of HTML',
  known: 'its index as a file of lines with query, relevant, kind and terms_in_page',
};

/** What of the data is not there, a line for each, with the option that names where it is. */
export function missingData(paths: Readonly<Record<keyof typeof DATA, string>>): string[] {
  const options = ['collections', 'manual', 'known'] as const;
  return options
    .filter((option) => !existsSync(paths[option]))
    .map((option) => `--${option} ${paths[option]} is missing: ${DATA[option]}`);
}
