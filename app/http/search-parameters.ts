import type { Context } from 'hono';
import { MAX_FACETS, MAX_FILTERS } from '#core/query/answer-bounds.ts';
import { FACETS, FIELD, FILTER_NAMES, type Filter, filterOf, isFacet } from '#core/query/filter.ts';
import { type Sort, sortOf } from '#core/query/sort.ts';
import { Problem } from './problem.ts';

/**
 * Filters from the query string: `filter=type:pdf`, as often as need be, and `filter=-site:old.gov` for what is not wanted.
 * @throws {Problem} `bad_parameter`
 */
export function filtersOf(c: Context): Filter[] {
  const given = (c.req.queries('filter') ?? []).filter((text) => text !== '');
  if (given.length > MAX_FILTERS)
    throw new Problem(
      'bad_parameter',
      `there are ${given.length} filters; at most ${MAX_FILTERS} are heeded`,
    );
  return given.map((text) => {
    const [, no, name = '', value = ''] = /^(-?)([^:]*):?(.*)$/su.exec(text) ?? [];
    const filter = filterOf(name, value, no === '-');
    if (filter !== undefined) return filter;
    const wanted = `a name and a value, as "type:pdf"; names are ${FILTER_NAMES}, a path begins with /, and a date is like 2024, 2024-03 or 2024-03-12`;
    throw new Problem('bad_parameter', `"filter" is "${text.slice(0, 100)}"; it is ${wanted}`);
  });
}

/** Facets from the query string: `facets=site,type`. @throws {Problem} `bad_parameter` */
export function facetsOf(c: Context): string[] {
  const names = [...new Set((c.req.query('facets') ?? '').split(',').filter((name) => name !== ''))];
  const unknown = names.find((name) => !isFacet(name));
  if (unknown !== undefined)
    throw new Problem(
      'bad_parameter',
      `"facets" has "${unknown.slice(0, 100)}"; there are ${FACETS.join(', ')} and ${FIELD}NAME, with commas between`,
    );
  if (names.length <= MAX_FACETS) return names;
  throw new Problem('bad_parameter', `"facets" has ${names.length} names; at most ${MAX_FACETS} are counted`);
}

/** What to sort by, from the query string; undefined for how good hits are. @throws {Problem} `bad_parameter` */
export function sortedBy(c: Context): Sort | undefined {
  const text = c.req.query('sort') ?? '';
  if (text === '' || text === 'relevance') return undefined;
  const sort = sortOf(text);
  if (sort !== undefined) return sort;
  throw new Problem(
    'bad_parameter',
    `"sort" is "${text.slice(0, 100)}"; it is relevance, date or ${FIELD}NAME, the last two with :asc or :desc if need be`,
  );
}

/** What hits may have in common of which but the best is given, from the query string. @throws {Problem} `bad_parameter` */
export function collapsedBy(c: Context): string | undefined {
  const by = c.req.query('collapse') ?? '';
  if (by === '') return undefined;
  if (by === 'text' || isFacet(by)) return by;
  throw new Problem(
    'bad_parameter',
    `"collapse" is "${by.slice(0, 100)}"; it is text, ${FACETS.join(', ')} or ${FIELD}NAME`,
  );
}
