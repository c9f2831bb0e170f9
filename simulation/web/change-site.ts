import type { Seeded } from '../kernel/seeded.ts';
import { drawLinks } from './draw-links.ts';
import { drawOther, drawPage, drawWishes, rewritten } from './draw-page.ts';
import { drawPath, siteWord } from './draw-site.ts';
import type { MadeSite } from './made-site.ts';
import { NO_WISHES, type Resource } from './resource.ts';
import { drawTrouble, drawTroubleLength, troubleText } from './trouble.ts';

/** What became of a site: the path that answers something else now (`*`: all of them), and what. */
export interface Change {
  readonly path: string;
  readonly detail: string;
}

export interface Changing {
  readonly site: MadeSite;
  readonly chance: Seeded;
  readonly now_ms: number;
  /** Start pages of other sites. */
  readonly others: readonly string[];
}

type ChangeSite = (changing: Changing, path: string) => Change | undefined;

/** The page at a path says something else. */
export function rewrite({ site, chance, now_ms }: Changing, path: string): Change | undefined {
  const page = site.at(path);
  if (page.kind !== 'page') return undefined;
  const next = rewritten(chance, page, (stem) => site.nextVersion(stem));
  site.set(path, next, now_ms);
  return { path, detail: `says ${next.word ?? 'nothing'}` };
}

/** Most pages are gone: a site that lost its data, or its way. */
export function collapse({ site, chance, now_ms }: Changing): Change {
  let gone = 0;
  for (const path of site.paths) {
    if (path === '/' || site.at(path).kind !== 'page' || !chance.chance(0.7)) continue;
    site.set(path, { kind: 'no_page', status: 404 }, now_ms);
    gone += 1;
  }
  return { path: '*', detail: `has lost ${gone} pages` };
}

/** What was a page becomes something else: gone, mostly. */
const vanish: ChangeSite = ({ site, chance, now_ms }, path) => {
  if (site.at(path).kind !== 'page') return undefined;
  const next: Resource = chance.chance(0.7)
    ? { kind: 'no_page', status: chance.pick([404, 410] as const) }
    : drawOther(chance, site.paths);
  site.set(path, next, now_ms);
  return { path, detail: `is ${next.kind} ${next.status ?? ''}` };
};

/** Something else becomes the page that it was, or one. */
const comeBack: ChangeSite = ({ site, chance, now_ms }, path) => {
  if (site.at(path).kind === 'page') return undefined;
  const was = site
    .spans(path)
    .map(({ what }) => what)
    .findLast((what) => what.kind === 'page');
  const number = site.paths.indexOf(path);
  const made = { site: siteWord(site.traits.host), number, version: 1, links: ['/'] };
  const page =
    was === undefined
      ? drawPage(chance, made)
      : chance.chance(0.5)
        ? was
        : rewritten(chance, was, (stem) => site.nextVersion(stem));
  site.set(path, page, now_ms);
  return { path, detail: `is a page: ${page.word ?? 'empty'}` };
};

/** A page that moved is found at a new path, and the old one redirects there. */
const move: ChangeSite = ({ site, chance, now_ms }, path) => {
  const page = site.at(path);
  if (page.kind !== 'page') return undefined;
  const to = `/moved/${site.paths.length}`;
  site.set(to, { ...page, ...(page.canonical === undefined ? {} : { canonical: to }) }, now_ms);
  site.set(path, { kind: 'redirect', status: chance.pick([301, 302, 308]), location: to }, now_ms);
  return { path, detail: `moved to ${to}` };
};

/** The page at a path has moved, mostly, so that its site has lost nothing; or it is gone. */
export const lose: ChangeSite = (changing, path) =>
  (changing.chance.chance(0.7) ? move : vanish)(changing, path);

/** What is at a path cannot be reached for so long. */
export function fail({ site, chance, now_ms }: Changing, path: string, length_ms: number): Change {
  const trouble = drawTrouble(chance);
  site.addTrouble({ path, from_ms: now_ms, until_ms: now_ms + length_ms, trouble });
  return { path, detail: `${troubleText(trouble)} for ${length_ms} ms` };
}

/** A new page, and a link to it from an old one. */
const grow: ChangeSite = ({ site, chance, now_ms, others }, path) => {
  const page = site.at(path);
  if (page.kind !== 'page' || page.form === 'text' || page.form === 'empty') return undefined;
  const number = site.paths.length;
  const to = drawPath(chance, number);
  const links = drawLinks(chance, { origin: site.origin, paths: site.paths, others }, number);
  site.set(to, drawPage(chance, { site: siteWord(site.traits.host), number, version: 1, links }), now_ms);
  site.set(path, { ...page, links: [...page.links, to] }, now_ms);
  return { path, detail: `links to ${to}, which is new` };
};

/** New pages to which nothing leads but one of them, at this path. */
export const part: ChangeSite = ({ site, chance, now_ms }, path) => {
  const number = site.paths.length;
  const behind = [`${path}/1`, `${path}/2`];
  for (const [n, at] of [path, ...behind].entries()) {
    const links = n === 0 ? behind : [];
    site.set(
      at,
      drawPage(chance, { site: siteWord(site.traits.host), number: number + n, version: 1, links }),
      now_ms,
    );
  }
  return { path, detail: 'leads to pages to which nothing else does' };
};

/** A page loses its last link: what lies behind it may be found no more. */
export const unlink: ChangeSite = ({ site, now_ms }, path) => {
  const page = site.at(path);
  if (page.kind !== 'page' || page.links.length === 0) return undefined;
  site.set(path, { ...page, links: page.links.slice(0, -1) }, now_ms);
  return { path, detail: `has one link less: ${page.links.at(-1)?.slice(0, 50)}` };
};

/** A page that wished nothing asks not to be indexed or followed, or the other way round. */
const wish: ChangeSite = ({ site, chance, now_ms }, path) => {
  const page = site.at(path);
  if (page.kind !== 'page' || page.form === 'text' || page.form === 'empty') return undefined;
  const wishes = page.wishes === NO_WISHES ? drawWishes(chance) : NO_WISHES;
  site.set(path, { ...page, wishes }, now_ms);
  return { path, detail: `noindex ${wishes.noindex}, nofollow ${wishes.nofollow}` };
};

/** robots.txt forbids a path, or everything, or forbids nothing more. */
const forbid: ChangeSite = ({ site, chance, now_ms }, path) => {
  const robots = site.robots.now;
  const some = robots.kind === 'file' && robots.disallow.length > 0 && chance.chance(0.4);
  const disallow = some || path === '/' ? [] : [...(robots.kind === 'file' ? robots.disallow : []), path];
  const rules = chance.chance(0.05) ? ['/'] : disallow;
  site.robots.set({ kind: 'file', disallow: rules, allow: [] }, now_ms);
  return { path: '/robots.txt', detail: `forbids ${rules.join(' ') || 'nothing'}` };
};

/** A page, the robots.txt or all of a site is in trouble for a while. */
const trouble: ChangeSite = ({ site, chance, now_ms }, path) => {
  const where = chance.pick([{ path }, { path }, { path: '/robots.txt' }, {}]);
  const drawn = {
    ...where,
    from_ms: now_ms,
    until_ms: now_ms + drawTroubleLength(chance),
    trouble: drawTrouble(chance),
  };
  site.addTrouble(drawn);
  const detail = `${troubleText(drawn.trouble)} for ${drawn.until_ms - drawn.from_ms} ms`;
  return { path: where.path ?? '*', detail };
};

const LASTING = [rewrite, rewrite, rewrite, vanish, comeBack, move, grow, unlink, wish, forbid] as const;
const ANY = [...LASTING, trouble, trouble, trouble] as const;
/** A change that does not fit the page is drawn again. */
const TRIES = 20;

/** One change of a site. @param calm no change that ends by itself. */
export function changeSite(changing: Changing, calm: boolean): Change {
  const { site, chance } = changing;
  for (let tries = 0; tries < TRIES && site.paths.length > 0; tries += 1) {
    const change = chance.pick<ChangeSite>(calm ? LASTING : ANY)(changing, chance.pick(site.paths));
    if (change !== undefined) return change;
  }
  // A twin has nothing of its own, and so nothing that could change but this.
  return forbid(changing, '/') ?? { path: '/robots.txt', detail: 'stays' };
}
