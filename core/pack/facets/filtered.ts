import { filteredRange, languageOf } from '../../query/filter.ts';
import type { Filter } from '#ports/question.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { type DocumentSet, bothOf, complement, noDocuments } from './document-set.ts';

type Pack = Pick<PackIndex, 'documents' | 'columns' | 'facets' | 'firstFrom' | 'find'>;

/** What some filters leave of the documents of a pack. Of several that ask for one thing, one is enough; what is not wanted is none of them. */
export class Filtered {
  /** By what they ask for; those that are not wanted by themselves. */
  readonly #groups: readonly (readonly [asks: string, set: DocumentSet])[];

  constructor(pack: Pack, filters: readonly Filter[]) {
    const wanted = filters.filter((filter) => !filter.not);
    const unwanted = filters.filter((filter) => filter.not);
    this.#groups = [
      ...Map.groupBy(wanted, asksOf)
        .entries()
        .map(([asks, group]) => [asks, marked(pack, group)] as const),
      ...unwanted.map((filter) => ['', complement(marked(pack, [filter]))] as const),
    ];
  }

  /** The documents that are left; undefined for all. @param except the facet for which no value is asked. */
  left(except?: string): DocumentSet | undefined {
    let left: DocumentSet | undefined;
    for (const [asks, set] of this.#groups)
      if (asks !== except) left = left === undefined ? set : bothOf(left, set);
    return left;
  }
}

/**
 * What a filter asks for: the name of its facet, or else its kind. Of ranges those with one end ask for something else than those
 * with the other: `>=10` and `<20` together are what is between.
 */
function asksOf(filter: Filter): string {
  if (filter.kind !== 'facet') return filter.kind;
  const open = filteredRange(filter)?.open;
  return open === undefined ? filter.name : `${filter.name} ${open}`;
}

function marked(pack: Pack, filters: readonly Filter[]): DocumentSet {
  const set = noDocuments(pack.documents);
  for (const filter of filters) mark(pack, filter, set);
  return set;
}

function mark(pack: Pack, filter: Filter, set: DocumentSet): void {
  if (filter.kind === 'facet')
    for (const [name, value] of meant(pack, filter)) pack.facets.mark(set, name, value);
  else if (filter.kind === 'ids')
    for (const id of filter.ids) {
      const document = pack.find(id);
      if (document !== undefined) set[document] = 1;
    }
  else if (filter.kind === 'path') markPath(pack, filter.prefix, set);
  else {
    const { dates } = pack.columns;
    const { kind, at_ms } = filter;
    for (let document = 1; document < set.length; document += 1) {
      const date = dates[document] ?? Number.NaN;
      if (kind === 'before' ? date < at_ms : date >= at_ms) set[document] = 1;
    }
  }
}

/**
 * The values that a filter means: of a host those below it too, whatever the port where none is asked for, a type is what the file is or what the page says it is, and of a field
 * all that are in a range, or written as that, in capital letters or small ones.
 */
function meant(
  { facets }: Pack,
  filter: Filter & { kind: 'facet' },
): readonly (readonly [name: string, value: string])[] {
  const { name, value } = filter;
  const all = (facet: string): string[] => facets.allValues(facet);
  const schema = (): (readonly [string, string])[] =>
    all('schema')
      .filter((one) => one.toLowerCase() === value)
      .map((one) => ['schema', one]);
  if (name === 'site')
    return all(name)
      .filter((site) => isOf(site, value) || isOf(hostOf(site), value))
      .map((site) => [name, site]);
  if (name === 'schema') return schema();
  if (name === 'type') return [[name, value], ...schema()];
  if (name === 'lang') return [[name, languageOf(value)]];
  const range = filteredRange(filter);
  const inRange = range === undefined ? [] : all(name).filter((one) => range.has(one));
  return [...new Set([...facets.inAnyCase(name, value), ...inRange])].map((one) => [name, one]);
}

function isOf(site: string, value: string): boolean {
  return site === value || site.endsWith(`.${value}`);
}

/** Without its port. */
function hostOf(site: string): string {
  return site.replace(/:\d+$/u, '');
}

/** Documents are numbered in the order of their ids, which are URLs: those below a path of a site follow each other. */
function markPath(pack: Pack, prefix: string, set: DocumentSet): void {
  for (const site of pack.facets.allValues('site'))
    for (const scheme of ['http', 'https']) {
      const start = `${scheme}://${site}${prefix}`;
      set.fill(1, pack.firstFrom(start), pack.firstFrom(`${start}\u{10ffff}`));
    }
}
