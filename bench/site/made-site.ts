import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pick, seededRandom } from '../seeded-random.ts';

/** As many as make pages of some 14 KB, like those of a real manual. */
const SECTIONS_PER_PAGE = 6;
const PARAGRAPHS = 3;
const WORDS_PER_PARAGRAPH = 80;
const VOCABULARY = 8000;
const SIDE_LINKS = 24;
/** Children of a page: keeps every page within a few links of the start, as depth limits want it. */
const CHILDREN = 10;
const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi wo xu ker lin mon par sol ter val zen'.split(' ');

/**
 * Writes a site of `pages` HTML pages into a folder, the same one for the same number: a tree from `index.html` down,
 * each page with links to its parent, its children, its neighbours and a few others, and words as rare and as frequent
 * as those of a language (by Zipf's law).
 */
export async function makeSite(folder: string, pages: number): Promise<void> {
  const words = vocabulary();
  for (let n = 0; n < pages; n += 1) {
    await writeFile(path.join(folder, nameOf(n)), pageOf(n, pages, words));
  }
}

function nameOf(n: number): string {
  return n === 0 ? 'index.html' : `page-${String(n).padStart(5, '0')}.html`;
}

function vocabulary(): readonly string[] {
  const random = seededRandom(1);
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    words.add(Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(SYLLABLES, random)).join(''));
  }
  return [...words];
}

function pageOf(n: number, pages: number, words: readonly string[]): string {
  const random = seededRandom(n + 2);
  // Exponential in a uniform number: the density falls with the rank as Zipf's law has it.
  const word = (): string => words[Math.floor(words.length ** random()) - 1] ?? '';
  const sentence = (length: number): string => Array.from({ length }, word).join(' ');
  const title = `${sentence(3)} ${n}`;
  const links = linksOf(n, pages, random).map(
    (to) => `<li><a href="${nameOf(to)}#s${to % SECTIONS_PER_PAGE}">${sentence(3)}</a></li>`,
  );
  const sections = Array.from({ length: SECTIONS_PER_PAGE }, (_, s) => {
    const paragraphs = Array.from(
      { length: PARAGRAPHS },
      () => `<p>${sentence(WORDS_PER_PARAGRAPH)} <code>${word()}</code>.</p>`,
    );
    return `<section id="s${s}"><h2>${sentence(4)}</h2>\n${paragraphs.join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="description" content="${sentence(12)}"><link rel="stylesheet" href="style.css"></head>
<body><nav><ul>\n${links.join('\n')}\n</ul></nav>
<main><h1>${title}</h1>\n${sections.join('\n')}</main></body></html>
`;
}

function linksOf(n: number, pages: number, random: () => number): number[] {
  const children = Array.from({ length: CHILDREN }, (_, child) => n * CHILDREN + child + 1);
  const others = Array.from({ length: SIDE_LINKS }, () => Math.floor(random() * pages));
  const parent = n === 0 ? 0 : Math.floor((n - 1) / CHILDREN);
  return [parent, n - 1, n + 1, ...children, ...others].filter((to) => to >= 0 && to < pages);
}
