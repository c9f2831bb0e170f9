import type { Seeded } from '../kernel/seeded.ts';
import { type MadePage, NO_WISHES, type PageForm, type Resource, type Wishes } from './resource.ts';

const COMMON =
  'harbour lantern granite meadow copper violin orchard thunder saddle pepper walnut marble canyon feather anchor velvet';
/** Words that many pages have. */
export const COMMON_WORDS: readonly string[] = ['everywhere', ...COMMON.split(' ')];

/** What a page is made of besides chance. */
export interface PageSeed {
  /** Of letters and digits: `one`. */
  readonly site: string;
  /** Of the page in its site. */
  readonly number: number;
  /** Of its text, from 1. */
  readonly version: number;
  readonly links: readonly string[];
  readonly canonical?: string;
  /** Chance of being a heavy one: no page is by itself. */
  readonly heavy?: number;
}

/** A page with words of its own. */
export function drawPage(chance: Seeded, seed: PageSeed): MadePage {
  const { site, number, version, links, canonical, heavy = 0 } = seed;
  const drawn = drawForm(chance);
  const form = chance.fork(`heavy ${number}`).chance(heavy) ? 'heavy' : drawn;
  const said =
    form === 'empty' ? {} : { stem: `page${site}${number}`, word: `word${site}${number}v${version}` };
  const named = canonical === undefined || form === 'empty' || form === 'text' ? {} : { canonical };
  return {
    kind: 'page',
    status: 200,
    ...said,
    common: form === 'empty' ? [] : drawWords(chance),
    links: form === 'empty' || form === 'text' ? [] : links,
    form,
    wishes: form === 'empty' || form === 'text' || !chance.chance(0.08) ? NO_WISHES : drawWishes(chance),
    ...named,
  };
}

/** A page's text in another version: what else it is stays. */
export function rewritten(chance: Seeded, page: MadePage, version: (stem: string) => number): MadePage {
  const { stem, word } = page;
  if (stem === undefined || word === undefined) return page;
  return { ...page, word: word.replace(/v\d+$/, `v${version(stem)}`), common: drawWords(chance) };
}

export function drawWishes(chance: Seeded): Wishes {
  const noindex = chance.chance(0.7);
  return { noindex, nofollow: !noindex || chance.chance(0.3), by: chance.pick(['meta', 'header']) };
}

/** What lies at a path where there is no page: the other things that the web is made of. */
export function drawOther(chance: Seeded, targets: readonly string[]): Resource {
  const draw = chance.float();
  if (draw < 0.5) {
    const status = chance.pick([301, 302, 303, 307, 308] as const);
    return chance.chance(0.05)
      ? { kind: 'redirect', status }
      : { kind: 'redirect', status, location: chance.pick(targets) };
  }
  if (draw < 0.8) return { kind: 'no_page', status: chance.pick([404, 404, 410, 403]) };
  return chance.pick(FILES);
}

const FILES = [
  { kind: 'file', status: 200, content_type: 'application/pdf', text: '%PDF-1.7 nothing' },
  { kind: 'file', status: 200, content_type: 'text/html', text: '\x89PNG\r\n\x1a\n\0\0' },
  { kind: 'file', status: 200, content_type: 'application/javascript', text: 'alert(1)' },
] as const satisfies readonly Resource[];

function drawForm(chance: Seeded): PageForm {
  if (chance.chance(0.7)) return 'plain';
  if (chance.chance(0.05)) return 'big';
  return chance.pick(['latin1', 'utf16', 'no_type', 'broken', 'text', 'empty']);
}

function drawWords(chance: Seeded): string[] {
  return ['everywhere', ...Array.from({ length: 1 + chance.whole(8) }, () => chance.pick(COMMON_WORDS))];
}
