import { hostOf, pathOf } from '#core/crawl/url.ts';
import type { Telling } from '#core/crawl/site-credentials.ts';
import type { RobotsDirectives } from '#core/crawl/robots-directives.ts';
import type { InspectedPage, InspectedStep, Inspection, KnownPage } from '#core/inspect/inspection.ts';
import type { JudgedLink } from '#core/inspect/judged-links.ts';
import type { NotedRequest } from '#core/inspect/noting-web.ts';
import { formatBytes, formatCount, formatTime } from './format.ts';
import { outcomeText } from './outcome-text.ts';
import { wrapText } from './wrap-text.ts';

type Line = readonly [name: string, value: string];

const NAME_WIDTH = 13;
/** Of a line. */
const WIDTH = 120;
/** Characters that are shown of the text of a page. */
const MOST_TEXT = 1200;
/** Shown of headings, and of the links with one verdict. */
const MOST_SHOWN = 5;

/** All that was found out about a URL, for a person. */
export function inspectionText({ asked, url, index, steps, page, known }: Inspection): string {
  const [first, ...further] = steps;
  const canonical: Line[] = asked === url ? [] : [['canonical', url]];
  return [
    part(asked, [...canonical, ...stepLines(first)]),
    ...further.map((step) => part(step.url, stepLines(step))),
    ...(page === null ? [] : [part('What is read', pageLines(page)), textOf(page)]),
    part(`In "${index}"`, [['known', knownText(known)]]),
  ].join('\n\n');
}

function part(heading: string, lines: readonly Line[]): string {
  return [heading, ...lines.flatMap(([name, value]) => lineOf(name, value))].join('\n');
}

function lineOf(name: string, value: string): string[] {
  const [first = '', ...rest] = wrapText(value, WIDTH - NAME_WIDTH - 2);
  return [
    `  ${name.padEnd(NAME_WIDTH)}${first}`,
    ...rest.map((line) => `  ${' '.repeat(NAME_WIDTH)}${line}`),
  ];
}

function stepLines({ url, link, robots, telling, requests, outcome }: InspectedStep): Line[] {
  return [
    ['links to it', linkText(link)],
    ...(robots === null ? [] : robotsLines(robots)),
    ...(telling === null ? [] : [['credentials', tellingText(telling, hostOf(url))] satisfies Line]),
    ...requests.flatMap(requestLines),
    ['outcome', outcome === null ? 'a crawl ends here' : outcomeText(outcome)],
  ];
}

function linkText(link: InspectedStep['link']): string {
  if (!link.follow) return `are not followed (${link.by}): ${link.reason}`;
  return 'cleaned' in link ? `are followed, as ${link.cleaned}` : 'are followed';
}

function robotsLines(robots: NonNullable<InspectedStep['robots']>): Line[] {
  const { allowed, rule, crawl_delay_ms, sitemaps } = robots;
  const verdict = `${allowed ? 'allowed' : 'forbidden'}${rule === null ? '' : ` by "${rule}"`}`;
  const delay = crawl_delay_ms === null ? '' : `; asks for ${crawl_delay_ms / 1000} s between requests`;
  return [['robots.txt', `${robotsSource(robots)}${verdict}${delay}`], ...shown(sitemaps, 'sitemap')];
}

/** By what the verdict is, unless by the file as it is. */
function robotsSource({ source, read_at_ms, trouble }: NonNullable<InspectedStep['robots']>): string {
  if (trouble === null) return source === 'file' ? '' : 'there is none: ';
  const failed = `it could not be had (${trouble})`;
  if (source === 'unreachable') return `${failed}, and no copy of it is known: `;
  const when = read_at_ms === null ? 'last' : `at ${formatTime(read_at_ms)} UTC`;
  const copy =
    source === 'file' ? `by the copy read ${when}` : `there was none when it was asked for ${when}`;
  return `${failed}; ${copy}: `;
}

/** What of `request` in the settings went with the requests. */
function tellingText(telling: Telling, host: string): string {
  if (telling === 'told') return 'sent';
  if (telling === 'nothing') return `not sent: the settings have nothing for "${host}"`;
  if (telling === 'in_the_clear') return 'not sent: by http only with "in_the_clear" in the settings';
  const port = /:\d+$/.test(host) ? ', with its port' : '';
  return `not sent: the settings do not name the host "${host}"${port}`;
}

function requestLines(request: NotedRequest): Line[] {
  const name = pathOf(request.url) === '/robots.txt' ? 'asked' : 'asked for';
  // The message begins with the URL.
  if ('error' in request) return [[name, request.message]];
  const { status, headers, wire_bytes, bytes, duration_ms } = request;
  const size = wire_bytes === bytes ? '' : ` (${formatBytes(bytes)} unpacked)`;
  return [
    [name, `${request.url}: ${status}, ${formatBytes(wire_bytes)}${size} in ${Math.round(duration_ms)} ms`],
    ...Object.entries(headers).map(([header, value]): Line => ['', `${header}: ${value}`]),
  ];
}

function pageLines(page: InspectedPage): Line[] {
  const { title, description, content_type, language, headings, body, around, published_at_ms } = page;
  const { modified_at_ms, canonical, refresh, types, fields, links, notes, content_hash } = page;
  const named = (name: string, value: string | undefined): Line[] =>
    value === undefined || value === '' ? [] : [[name, value]];
  return [
    ['type', `${content_type}${language === '' ? '' : `, language "${language}"`}`],
    ['title', title === '' ? 'none' : title],
    ...named('description', description),
    ...named('canonical', canonical),
    ...named('sends to', refresh),
    ...named('asks for', directivesText(page.robots)),
    ...named('published', published_at_ms === null ? '' : `${formatTime(published_at_ms)} UTC`),
    ...named('changed', modified_at_ms === null ? '' : `${formatTime(modified_at_ms)} UTC`),
    ...named('is a', types.join(', ')),
    ...Object.entries(fields).map(([name, values]): Line => [name, values.join(' | ')]),
    ...shown(headings === '' ? [] : headings.split('\n'), 'heading'),
    ...linkLines(links),
    [
      'text',
      `${formatCount(body.length)} characters, and ${formatCount(around.length)} of menus and the like`,
    ],
    ['content hash', content_hash],
    ...notes.map((note): Line => ['note', note]),
  ];
}

function directivesText(robots: RobotsDirectives): string {
  const { max_snippet, unavailable_after_ms } = robots;
  return [
    ...(['noindex', 'nofollow', 'nosnippet', 'noarchive'] as const).filter((name) => robots[name]),
    ...(max_snippet === null ? [] : [`at most ${formatCount(max_snippet)} characters shown`]),
    ...(unavailable_after_ms === null ? [] : [`no more after ${formatTime(unavailable_after_ms)} UTC`]),
  ].join(', ');
}

function linkLines(links: readonly JudgedLink[]): Line[] {
  if (links.length === 0) return [['links', 'none']];
  return [...Map.groupBy(links, ({ verdict }) => verdict)].flatMap(([verdict, some]) =>
    [['links', `${formatCount(some.length)} ${VERDICTS[verdict]}`] satisfies Line].concat(
      some.slice(0, MOST_SHOWN).map(linkLine),
    ),
  );
}

function linkLine({ url, cleaned, reason }: JudgedLink): [string, string] {
  return ['', cleaned ?? (reason === undefined ? url : `${url}: ${reason}`)];
}

const VERDICTS: Readonly<Record<JudgedLink['verdict'], string>> = {
  follow: 'that are followed',
  nofollow: 'that ask not to be followed',
  domain: 'that lead elsewhere',
  rule: "kept out by the site's rules",
  trap: 'that look like traps',
};

/** The first of some, a line each, and how many there are. */
function shown(values: readonly string[], name: string): Line[] {
  const more = values.length - MOST_SHOWN;
  return [
    ...values.slice(0, MOST_SHOWN).map((value, n): Line => [n === 0 ? name : '', value]),
    ...(more > 0 ? [['', `… and ${formatCount(more)} more`] satisfies Line] : []),
  ];
}

function textOf({ body }: InspectedPage): string {
  if (body === '') return 'Its text is empty';
  const cut = body.length > MOST_TEXT;
  const lines = body
    .slice(0, MOST_TEXT)
    .split('\n')
    .flatMap((line) => wrapText(line, WIDTH - 2));
  const more = cut ? [`… (all of it: --text)`] : [];
  return ['Its text', ...[...lines, ...more].map((line) => `  ${line}`)].join('\n');
}

function knownText(known: KnownPage | null): string {
  if (known === null) return 'not yet';
  const { state, outcome, fetched_at_ms, same } = known;
  const visited = fetched_at_ms === null ? 'never visited' : `visited ${formatTime(fetched_at_ms)} UTC`;
  const content = same === null ? '' : `; its content is ${same ? 'the same' : 'not what it is now'}`;
  return `${state}, ${visited}${content}${outcome === null ? '' : `; then: ${outcomeText(outcome)}`}`;
}
