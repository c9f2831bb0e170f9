import type { MadePage, Resource } from './resource.ts';

/** A response as a site makes it. */
export interface Rendered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Which validators a site sends with its pages. */
export type Validators = 'etag' | 'last_modified' | 'both' | 'none';

const NOTHING = new Uint8Array();
/** Some 250 KB of common words. */
const BIG_TIMES = 1500;
/** Some 200 KB that are soon read and indexed: words of 512 letters, each another. */
const HEAVY = Array.from({ length: 400 }, (_, n) => `${n}`.padStart(512, 'heavy')).join(' ');
/** Before any revision. A second for each: so dates tell revisions apart, which may come faster than seconds pass. */
const FIRST_REVISION_MS = Date.UTC(2026, 0, 1);

/**
 * The answer to a GET of what is there.
 * @param revision another number for whatever was there before and after.
 * @param asked request headers, names in lower case: what is validated and has not changed is a 304.
 */
export function render(
  resource: Exclude<Resource, { kind: 'unreachable' }>,
  revision: number,
  validators: Validators,
  asked: Readonly<Record<string, string>>,
): Rendered {
  switch (resource.kind) {
    case 'page':
      return renderPage(resource, revision, validators, asked);
    case 'redirect':
      return {
        status: resource.status,
        headers: resource.location === undefined ? {} : { location: resource.location },
        body: NOTHING,
      };
    case 'no_page':
      return { status: resource.status, headers: HTML, body: Buffer.from('<h1>There is no page</h1>') };
    case 'file':
      return {
        status: 200,
        headers: { 'content-type': resource.content_type },
        body: Buffer.from(resource.text, 'latin1'),
      };
    default:
      return resource satisfies never;
  }
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

function renderPage(
  page: MadePage,
  revision: number,
  validators: Validators,
  asked: Readonly<Record<string, string>>,
): Rendered {
  const etag = `"r${revision}"`;
  const modified = new Date(FIRST_REVISION_MS + revision * 1000).toUTCString();
  const valid = {
    ...(validators === 'etag' || validators === 'both' ? { etag } : {}),
    ...(validators === 'last_modified' || validators === 'both' ? { 'last-modified': modified } : {}),
  };
  if (isUnchanged(valid, asked)) return { status: 304, headers: valid, body: NOTHING };
  const { noindex, nofollow, by } = page.wishes;
  const wishes = [noindex ? 'noindex' : '', nofollow ? 'nofollow' : '']
    .filter((wish) => wish !== '')
    .join(', ');
  const told = by === 'header' && wishes !== '' ? { 'x-robots-tag': wishes } : {};
  return { status: 200, headers: { ...typeOf(page), ...valid, ...told }, body: bodyOf(page, wishes) };
}

/** RFC 9110, section 13.2.2: If-None-Match stands before If-Modified-Since. */
function isUnchanged(
  valid: { readonly etag?: string; readonly 'last-modified'?: string },
  asked: Readonly<Record<string, string>>,
): boolean {
  const tags = asked['if-none-match'];
  if (tags !== undefined) {
    return (
      valid.etag !== undefined && tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === valid.etag)
    );
  }
  const since = asked['if-modified-since'];
  const modified = valid['last-modified'];
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since);
}

function typeOf({ form }: MadePage): Readonly<Record<string, string>> {
  if (form === 'no_type') return {};
  if (form === 'latin1') return { 'content-type': 'text/html; charset=iso-8859-1' };
  if (form === 'utf16') return { 'content-type': 'text/html; charset=utf-16le' };
  if (form === 'text') return { 'content-type': 'text/plain' };
  return HTML;
}

function bodyOf(page: MadePage, wishes: string): Uint8Array {
  const text = [page.stem, page.word, ...page.common].filter((word) => word !== undefined).join(' ');
  switch (page.form) {
    case 'empty':
      return NOTHING;
    case 'text':
      return Buffer.from(`${text}\n\n${page.links.join('\n')}`);
    case 'broken':
      return Buffer.from(broken(page, text, wishes));
    case 'latin1':
      return Buffer.from(html(page, `${text} façade naïve`, wishes), 'latin1');
    case 'utf16':
      return Buffer.from(`\u{feff}${html(page, `${text} žluťoučký`, wishes)}`, 'utf16le');
    case 'big':
      return Buffer.from(html(page, `${text} ${`${page.common.join(' ')}. `.repeat(BIG_TIMES)}`, wishes));
    case 'heavy':
      return Buffer.from(html(page, `${text} ${HEAVY}`, wishes));
    case 'plain':
    case 'no_type':
      return Buffer.from(html(page, text, wishes));
    default:
      return page.form satisfies never;
  }
}

function html(page: MadePage, text: string, wishes: string): string {
  return `<!doctype html><html lang="en"><head><title>${titleOf(page)}</title>${metas(page, wishes)}</head>
<body><main><h1>${titleOf(page)}</h1><p>${text}</p></main><nav>${anchors(page)}</nav></body></html>`;
}

/** Nothing is closed, quoted or in its place, and all of it can be read. */
function broken(page: MadePage, text: string, wishes: string): string {
  const links = page.links
    .map((link) => `<li><a class=x class=y href='${link}'>to <b>there</a>`)
    .join('</div>');
  return `<title>${titleOf(page)}</title>${metas(page, wishes)}<p><table><h1>${titleOf(page)}<p>${text}</p></p>${links}<!-- no end`;
}

function titleOf(page: MadePage): string {
  return `Page ${page.stem ?? 'of nothing'}`;
}

function metas({ wishes: { by }, canonical }: MadePage, wishes: string): string {
  const robots = by === 'meta' && wishes !== '' ? `<meta name="robots" content="${wishes}">` : '';
  return canonical === undefined ? robots : `${robots}<link rel="canonical" href="${canonical}">`;
}

function anchors({ links }: MadePage): string {
  return links.map((link) => `<a href="${link}">there</a>`).join('\n');
}
