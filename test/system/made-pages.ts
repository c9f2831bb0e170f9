import { seeded } from '../../simulation/kernel/seeded.ts';
import type { Page } from './site.ts';

const WORDS =
  'harbour lantern granite meadow copper violin orchard thunder saddle pepper walnut marble canyon feather anchor ' +
  'velvet timber saffron glacier tunnel beacon cinder ribbon quarry falcon ember willow compass barley cobalt';
const words = WORDS.split(' ');

export interface HtmlParts {
  readonly title: string;
  readonly text: string;
  readonly links?: readonly string[];
  /** Markup that goes into the head. */
  readonly head?: string;
}

/** A small page. */
export function html({ title, text, links = [], head = '' }: HtmlParts): string {
  const list = links.map((link) => `<li><a href="${link}">to ${link}</a></li>`).join('\n');
  return `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head>
<body><main><h1>${title}</h1><p>${text}</p></main><nav><ul>\n${list}\n</ul></nav></body></html>`;
}

/**
 * Pages `/`, `/p/1` to `/p/<count>`, made from a seed. Each links to three below it, so that all can be reached, and to
 * some at random, in spellings that mean the same URL.
 */
export function madePages(seed: number, count: number): Map<string, Page> {
  const chance = seeded(seed);
  const pages = new Map<string, Page>();
  for (let n = 0; n <= count; n += 1) {
    const below = [3 * n + 1, 3 * n + 2, 3 * n + 3]
      .filter((child) => child <= count)
      .map((child) => `/p/${child}`);
    const across = Array.from({ length: 4 }, () => spelled(`/p/${1 + chance.whole(count)}`, chance.whole(4)));
    const text = Array.from({ length: 40 }, () => chance.pick(words)).join(' ');
    pages.set(n === 0 ? '/' : `/p/${n}`, {
      body: html({
        title: `Page ${n}`,
        text: `page${n} everywhere ${text}`,
        links: [...below, ...across, '/'],
      }),
    });
  }
  return pages;
}

/** The same URL in one of several ways to write it. */
function spelled(path: string, way: number): string {
  if (way === 1) return `${path}#part`;
  if (way === 2) return `.${path.replace('/p/', '/x/../../p/')}`;
  if (way === 3) return path.replace('/p/', '/%70/');
  return path;
}
