import type Database from 'better-sqlite3';
import { FIELD, languageOf } from '../../query/filter.ts';
import { fieldsOf, typesOf } from '../document-row.ts';
import { VarintWriter } from '../impact/varint-writer.ts';
import { fileType } from './file-type.ts';

/** Longer values are texts, by which nobody filters. */
const MOST_CHARS = 200;

/** Documents by a value, ascending. */
type Lists = Map<string, number[]>;

/** Writes which documents have a value, of each facet. */
export function writeFacets(db: Database.Database): void {
  const insert = db.prepare('INSERT INTO facets (name, value, documents, list) VALUES (?, ?, ?, ?)');
  const writer = new VarintWriter();
  for (const [name, lists] of sorted(gather(db)))
    for (const [value, documents] of sorted(lists)) {
      let last = 0;
      for (const document of documents) {
        writer.write(document - last);
        last = document;
      }
      insert.run(name, value, documents.length, writer.take());
    }
}

interface Row {
  readonly rowid: number;
  readonly site: string;
  readonly content_type: string;
  readonly language: string;
  readonly types: string;
  readonly fields: string;
}

function gather(db: Database.Database): Map<string, Lists> {
  const facets = new Map<string, Lists>();
  const rows = db.prepare<[], Row>(
    'SELECT rowid, site, content_type, language, types, fields FROM documents ORDER BY rowid',
  );
  for (const { rowid, site, content_type, language, types, fields } of rows.iterate()) {
    add(facets, 'site', [site], rowid);
    add(facets, 'type', [fileType(content_type)], rowid);
    add(facets, 'lang', [languageOf(language)], rowid);
    add(facets, 'schema', typesOf(types), rowid);
    for (const [name, values] of Object.entries(fieldsOf(fields)))
      add(facets, `${FIELD}${name}`, values, rowid);
  }
  return facets;
}

function add(facets: Map<string, Lists>, name: string, values: readonly string[], document: number): void {
  for (const value of new Set(values)) {
    if (value === '' || value.length > MOST_CHARS) continue;
    const lists = facets.get(name) ?? new Map<string, number[]>();
    facets.set(name, lists);
    const list = lists.get(value);
    if (list === undefined) lists.set(value, [document]);
    else list.push(document);
  }
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
