/** Where a piece of text stands. The page's text is taken from the highest that has substance. */
export const Zone = {
  noise: 0,
  body: 1,
  article: 2,
  main: 3,
  /** What the rules of the site say is the content. */
  chosen: 4,
} as const;
export type Zone = (typeof Zone)[keyof typeof Zone];

/** Roles of WAI-ARIA that say what a part of the page is for. */
const ROLES: ReadonlyMap<string, Zone> = new Map([
  ['main', Zone.main],
  ['article', Zone.article],
  ['navigation', Zone.noise],
  ['banner', Zone.noise],
  ['contentinfo', Zone.noise],
  ['complementary', Zone.noise],
  ['search', Zone.noise],
]);

/** What the elements say by themselves. */
const ELEMENTS: ReadonlyMap<string, Zone> = new Map([
  ['main', Zone.main],
  ['article', Zone.article],
  ['nav', Zone.noise],
  ['search', Zone.noise],
  ['header', Zone.noise],
  ['footer', Zone.noise],
  ['aside', Zone.noise],
]);

/** In a part of the content these belong to it: a heading with a byline, a note (HTML-AAM has it the same way). */
const OF_THE_CONTENT: ReadonlySet<string> = new Set([
  'header',
  'footer',
  'aside',
  'banner',
  'contentinfo',
  'complementary',
]);

/** The zone of an element within the zone `around` it, by its role, else its name. */
export function zoneOf(name: string, role: string | undefined, around: Zone): Zone {
  if (around === Zone.chosen || around === Zone.noise) return around;
  const said = role?.trim().toLowerCase();
  const key = said !== undefined && ROLES.has(said) ? said : name;
  const zone = ROLES.get(key) ?? ELEMENTS.get(key);
  if (zone === undefined) return around;
  if (zone === Zone.noise) return around > Zone.body && OF_THE_CONTENT.has(key) ? around : Zone.noise;
  return zone > around ? zone : around;
}
