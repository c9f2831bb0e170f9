import { OBJECTS, WEB } from './event-drawing.ts';

/** From left to right: clients, queues and workers in the order of a page's way, what lies outside. */
const ORDER = [/^client/, /indexer|index/, /crawl/, /timer/, /pack/, /orchestrator/, /searcher/, /^all/];

/** Everybody who takes part in a run, in their order, by the ids that they have in each diagram of it. */
export function participantIds(names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const placed = [...names].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return new Map(placed.map((name, n) => [name, `P${n + 1}`]));
}

function placeOf(name: string): number {
  if (name === WEB || name === OBJECTS) return ORDER.length + 1;
  const place = ORDER.findIndex((pattern) => pattern.test(name));
  return place === -1 ? ORDER.length : place;
}

/** Names of participants may have no other characters. */
export function participantName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9, -]+/g, ' ').trim();
}
