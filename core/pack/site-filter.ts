import type { Query } from '../query/parse-query.ts';
import type { PackIndex } from './impact/pack-index.ts';

/** Whether a document, by its number, is from where a query wants it to be; none, if that is anywhere. */
export function siteFilter(
  { columns }: Pick<PackIndex, 'columns'>,
  { sites, excluded_sites }: Pick<Query, 'sites' | 'excluded_sites'>,
): ((document: number) => boolean) | undefined {
  if (sites.length + excluded_sites.length === 0) return undefined;
  const isAt = (site: string, host: string): boolean => site === host || site.endsWith(`.${host}`);
  const isWanted = columns.sites.map(
    (site) =>
      (sites.length === 0 || sites.some((host) => isAt(site, host))) &&
      !excluded_sites.some((host) => isAt(site, host)),
  );
  return (document) => isWanted[columns.site_of[document] ?? 0] === true;
}
