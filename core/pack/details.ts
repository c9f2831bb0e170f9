import type { HitDetails, ShardDetails } from '#ports/peer.ts';
import type { Statistics } from '#ports/question.ts';
import { type ReadQuery, readQuery } from '../query/tuning.ts';
import { fieldsOf, sectionsOf, typesOf, unshownOf } from './document-row.ts';
import { DocumentMissing } from './pack-errors.ts';
import type { PackIndex } from './impact/pack-index.ts';
import { PackQuery } from './rank/pack-query.ts';
import { packStatistics } from './rank/pack-statistics.ts';
import { sectionNamed } from './section-named.ts';
import { sectionAt } from './section-at.ts';
import { MOST_READ_CHARS, SnippetCutter } from './snippet.ts';

export type PackDetails = Omit<ShardDetails, 'index' | 'pack'>;

/**
 * What a hit shows, in the order of the ids.
 * @throws {DocumentMissing} for an id that the pack does not have.
 */
export function packDetails(pack: PackIndex, { ids, ...request }: PackDetails): HitDetails[] {
  const read = readQuery(request);
  const { clauses, ranking } = read;
  const statistics = request.statistics ?? packStatistics(pack, read);
  return detailsOf(
    pack,
    { clauses, ranking, statistics },
    ids.map((id) => pack.documentOf(id)),
  );
}

/** The same for a query that is taken apart already, and for documents by their numbers. */
export function detailsOf(
  pack: PackIndex,
  {
    clauses,
    ranking,
    statistics,
  }: Pick<ReadQuery, 'clauses' | 'ranking'> & { readonly statistics: Statistics },
  documents: readonly number[],
): HitDetails[] {
  if (documents.length === 0) return [];
  const select = pack.statement<[number, number], DetailsRow>(SELECT);
  const sought = new PackQuery(pack, { clauses, statistics }, ranking).sought();
  const snippets = new SnippetCutter(pack, sought);
  const { language_of } = pack.columns;
  return documents.map((document) => {
    const row = select.get(MOST_READ_CHARS, document);
    if (row === undefined) throw new DocumentMissing(String(document));
    const { url, title, published_at_ms, modified_at_ms, max_snippet } = row;
    const unshown = unshownOf(row.unshown);
    const sections = sectionsOf(row.sections);
    const named =
      unshown.length > 0
        ? undefined
        : sectionNamed(sections, title, (line) => sought.share(line, language_of[document] ?? 0));
    const { text, matches, chars, at } = snippets.cut({ ...row, document, unshown, within: named });
    const section = at === undefined ? null : sectionAt({ url, sections, unshown, at });
    const fits = max_snippet === null || chars + (section?.title.length ?? 0) <= max_snippet;
    return {
      url,
      title,
      snippet: { text, matches },
      section: fits ? section : null,
      published_at_ms,
      modified_at_ms,
      types: typesOf(row.types),
      // They are text of the page, and of any length.
      fields: max_snippet === null ? shownFields(fieldsOf(row.fields)) : {},
    };
  });
}

const COLUMNS = [
  'url',
  'title',
  'published_at_ms',
  'modified_at_ms',
  'types',
  'fields',
  'max_snippet',
  'unshown',
  'sections',
  'description',
] as const;

const SELECT = `SELECT ${COLUMNS.join(', ')}, substr(body, 1, ?) AS body FROM documents WHERE rowid = ?`;

/** Characters of all fields of a hit together. */
const MAX_FIELD_CHARS = 4000;

/** As many values as are not too long for a list of results, in their order. */
function shownFields(fields: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  let left = MAX_FIELD_CHARS;
  const shown = Object.entries(fields).map(([name, values]): [string, string[]] => [
    name,
    values.filter((value) => {
      left -= value.length;
      return left >= 0;
    }),
  ]);
  return Object.fromEntries(shown);
}

interface DetailsRow {
  readonly url: string;
  readonly title: string;
  readonly published_at_ms: number | null;
  readonly modified_at_ms: number | null;
  readonly types: string;
  readonly fields: string;
  readonly max_snippet: number | null;
  readonly unshown: string;
  readonly sections: string;
  readonly description: string;
  readonly body: string;
}
