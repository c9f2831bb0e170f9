import { load } from 'cheerio/slim';
import { parseDocument } from 'htmlparser2';
import { cutText } from './cut-text.ts';
import { MAX_DESCRIPTION_CHARS, MAX_TITLE_CHARS } from './extracted.ts';
import { languageTag } from './language-tag.ts';
import { pageDate } from './page-date.ts';
import { tidySpace } from './page-text.ts';
import {
  NO_DIRECTIVES,
  bothDirectives,
  parseDirectives,
  type RobotsDirectives,
} from './robots-directives.ts';

/** What a page says of itself beside its text. */
export interface PageHead {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly robots: RobotsDirectives;
  /** As written, to be resolved. */
  readonly base: string | undefined;
  readonly canonical: string | undefined;
  readonly modified_at_ms: number | null;
}

/**
 * Characters in which a head is looked for. It bounds a tree whose cost grows with the square of its depth: 64 KiB of
 * nothing but opening tags take 0.1 s. Heads are a few kilobytes, with their styles and scripts some dozens.
 */
const MAX_HEAD_CHARS = 65_536;
/** Where the head ends. A page without one has its first elements looked at all the same. */
const HEAD_END = /<\/head[\s>]|<body[\s>]/i;

/** Selects in any tree. One for all pages: making one costs as much as parsing a head. */
const $ = load('');
/** Meta elements that give a date of change, the most exact first. */
const DATES = [
  'article:modified_time',
  'og:updated_time',
  'dcterms.modified',
  'dc.date.modified',
  'last-modified',
];

/**
 * Reads the head of an HTML page. Where it says a thing twice the first time counts; of robots directives all count.
 * @param agentToken our name, in lower case, under which a meta element may address us.
 */
export function readHead(html: string, agentToken: string): PageHead {
  const part = html.slice(0, MAX_HEAD_CHARS);
  const end = part.search(HEAD_END);
  const page = $(parseDocument(end === -1 ? part : part.slice(0, end)));
  // Titles of pictures, and what is in templates, are not the page's.
  page.find('svg, template').remove();
  const metas = readMetas(page);
  const first = (...names: string[]) =>
    names.map((name) => metas.get(name)?.[0] ?? '').find((said) => said !== '') ?? '';
  const root = page.find('html').first();
  const robots = [...(metas.get('robots') ?? []), ...(metas.get(agentToken) ?? [])];
  return {
    title: cutText(tidySpace(page.find('title').first().text() || first('og:title')), MAX_TITLE_CHARS),
    description: cutText(tidySpace(first('description', 'og:description')), MAX_DESCRIPTION_CHARS),
    language:
      languageTag(root.attr('lang') ?? root.attr('xml:lang') ?? '') || languageTag(first('content-language')),
    robots: robots.map(parseDirectives).reduce(bothDirectives, NO_DIRECTIVES),
    base: page.find('base[href]').first().attr('href'),
    canonical: page.find('link[rel~="canonical" i][href]').first().attr('href')?.trim(),
    modified_at_ms: DATES.map((name) => pageDate(first(name))).find((date) => date !== null) ?? null,
  };
}

/** The contents of meta elements by their names, in lower case. */
function readMetas(page: ReturnType<typeof $>): Map<string, string[]> {
  const metas = new Map<string, string[]>();
  for (const { attribs } of page.find('meta[content]').get()) {
    const name = (attribs['name'] ?? attribs['property'] ?? attribs['http-equiv'])?.trim().toLowerCase();
    if (name === undefined) continue;
    const contents = metas.get(name) ?? [];
    contents.push(attribs['content'] ?? '');
    metas.set(name, contents);
  }
  return metas;
}
