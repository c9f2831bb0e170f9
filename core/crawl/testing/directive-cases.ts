import { NO_DIRECTIVES, type RobotsDirectives } from '../robots-directives.ts';

/** What a header or a meta element says, and what of it is for a crawler called `sitepack`. */
export interface DirectiveCase {
  readonly shows: string;
  readonly said: string;
  readonly means: RobotsDirectives;
}

const means = (some: Partial<RobotsDirectives>): RobotsDirectives => ({ ...NO_DIRECTIVES, ...some });
const NOINDEX = means({ noindex: true });
const NOFOLLOW = means({ nofollow: true });
const BOTH = means({ noindex: true, nofollow: true });
const NEW_YEAR_MS = Date.UTC(2027, 0, 1);

/** What a meta element may say; X-Robots-Tag as well. */
export const META_CASES: readonly DirectiveCase[] = [
  { shows: 'nothing', said: '', means: NO_DIRECTIVES },
  { shows: 'noindex', said: 'noindex', means: NOINDEX },
  { shows: 'nofollow', said: 'nofollow', means: NOFOLLOW },
  { shows: 'none, which is both', said: 'none', means: BOTH },
  { shows: 'all, which is nothing', said: 'all', means: NO_DIRECTIVES },
  { shows: 'what holds anyway', said: 'index, follow', means: NO_DIRECTIVES },
  { shows: 'the stricter of two that contradict each other', said: 'index, noindex, all', means: NOINDEX },
  { shows: 'noarchive', said: 'noarchive', means: means({ noarchive: true }) },
  { shows: 'nosnippet', said: 'nosnippet', means: means({ nosnippet: true }) },
  { shows: 'capitals', said: 'NoIndex,NOFOLLOW', means: BOTH },
  { shows: 'spaces for commas', said: 'noindex nofollow', means: BOTH },
  { shows: 'commas without anything', said: ',, noindex ,,', means: NOINDEX },
  { shows: 'words that nobody knows', said: 'noodp, noydir, noimageindex, noindex', means: NOINDEX },
  { shows: 'words that only begin like one', said: 'noindexing, nofollows, no-index', means: NO_DIRECTIVES },
  { shows: 'a text of so many characters', said: 'max-snippet:50', means: means({ max_snippet: 50 }) },
  {
    shows: 'the same with a space',
    said: 'max-snippet: 50, noindex',
    means: means({ max_snippet: 50, noindex: true }),
  },
  { shows: 'the least of two', said: 'max-snippet:50, max-snippet:20', means: means({ max_snippet: 20 }) },
  { shows: 'any number of characters', said: 'max-snippet:-1', means: NO_DIRECTIVES },
  {
    shows: 'none, which is nosnippet',
    said: 'max-snippet:0',
    means: means({ max_snippet: 0, nosnippet: true }),
  },
  { shows: 'a number that is none', said: 'max-snippet:many, noindex', means: NOINDEX },
  {
    shows: 'pictures and videos, which we do not show',
    said: 'max-image-preview:large, max-video-preview:-1, nofollow',
    means: NOFOLLOW,
  },
  {
    shows: 'a date',
    said: 'unavailable_after: 2027-01-01T00:00:00Z',
    means: means({ unavailable_after_ms: NEW_YEAR_MS }),
  },
  {
    shows: 'a date among others',
    said: 'noarchive, unavailable_after: 01-Jan-2027 00:00:00 UTC, nofollow',
    means: means({ noarchive: true, nofollow: true, unavailable_after_ms: NEW_YEAR_MS }),
  },
  {
    shows: 'a date with a comma',
    said: 'unavailable_after: Friday, 01-Jan-27 00:00:00 GMT, nofollow',
    means: means({ nofollow: true, unavailable_after_ms: NEW_YEAR_MS }),
  },
  {
    shows: 'a date with a comma elsewhere',
    said: 'unavailable_after: Jan 1, 2027 00:00 UTC,noindex',
    means: means({ noindex: true, unavailable_after_ms: NEW_YEAR_MS }),
  },
  {
    shows: 'the earlier of two dates',
    said: 'unavailable_after: 2028-01-01T00:00Z, unavailable_after: 2027-01-01T00:00Z',
    means: means({ unavailable_after_ms: NEW_YEAR_MS }),
  },
  { shows: 'a date that is none', said: 'unavailable_after: soon, nofollow', means: NOFOLLOW },
  { shows: 'no date', said: 'unavailable_after:, nofollow', means: NOFOLLOW },
];

/**
 * Whom an X-Robots-Tag is for. Its grammar is not written down anywhere but in examples: a name may stand before a list,
 * and directives with a value have a colon as well. Lines come with a newline between.
 */
export const TAG_CASES: readonly DirectiveCase[] = [
  { shows: 'for everyone', said: 'noindex', means: NOINDEX },
  { shows: 'for us', said: 'sitepack: noindex', means: NOINDEX },
  { shows: 'for us, in whatever case', said: 'SitePack : NoIndex', means: NOINDEX },
  { shows: 'for another', said: 'googlebot: noindex', means: NO_DIRECTIVES },
  { shows: 'for all robots by that name', said: 'robots: noindex', means: NOINDEX },
  { shows: 'for all by a star', said: '*: noindex', means: NOINDEX },
  { shows: 'a name holds for the whole list', said: 'googlebot: noindex, nofollow', means: NO_DIRECTIVES },
  { shows: 'ours does, too', said: 'sitepack: noindex, nofollow', means: BOTH },
  {
    shows: 'until the next name',
    said: 'googlebot: noindex, otherbot: nofollow, nosnippet',
    means: NO_DIRECTIVES,
  },
  { shows: 'until ours', said: 'googlebot: noindex, sitepack: nofollow', means: NOFOLLOW },
  {
    shows: 'what stands before a name is for everyone',
    said: 'nofollow, googlebot: noindex',
    means: NOFOLLOW,
  },
  { shows: 'a name does not hold for the next line', said: 'googlebot: noindex\nnofollow', means: NOFOLLOW },
  { shows: 'nor does ours', said: 'sitepack: noindex\ngooglebot: nofollow', means: NOINDEX },
  { shows: 'lines for everyone and for us add up', said: 'nofollow\nsitepack: noindex', means: BOTH },
  {
    shows: 'of lines that somebody joined the first name holds',
    said: 'googlebot: noindex, nofollow, noarchive',
    means: NO_DIRECTIVES,
  },
  {
    shows: 'a directive with a value is no name',
    said: 'max-snippet: 20, noindex',
    means: means({ max_snippet: 20, noindex: true }),
  },
  {
    shows: 'one behind a name',
    said: 'sitepack: max-snippet: 20, nofollow',
    means: means({ max_snippet: 20, nofollow: true }),
  },
  {
    shows: 'one behind another name',
    said: 'googlebot: max-snippet: 20, max-snippet: 5',
    means: NO_DIRECTIVES,
  },
  {
    shows: 'a date behind a name',
    said: 'sitepack: unavailable_after: 1 Jan 2027 00:00:00 GMT',
    means: means({ unavailable_after_ms: NEW_YEAR_MS }),
  },
  {
    shows: 'a date with a comma behind a name',
    said: 'sitepack: unavailable_after: Fri, 01 Jan 2027 00:00:00 GMT, noindex',
    means: means({ noindex: true, unavailable_after_ms: NEW_YEAR_MS }),
  },
  {
    shows: 'a date for another',
    said: 'googlebot: unavailable_after: Fri, 01 Jan 2027 00:00:00 GMT, noindex',
    means: NO_DIRECTIVES,
  },
  {
    shows: 'the time of a date is no name',
    said: 'unavailable_after: 01 Jan 2027 00:00:00 GMT',
    means: means({ unavailable_after_ms: NEW_YEAR_MS }),
  },
  { shows: 'a name without directives', said: 'googlebot:, noindex', means: NO_DIRECTIVES },
  { shows: 'a name that looks like a number of a date', said: '12:30:00, noindex', means: NOINDEX },
  {
    shows: 'a directive that nobody knows, with a value, passes for a name',
    said: 'max-pages: 3, noindex',
    means: NO_DIRECTIVES,
  },
];

/** Dates of `unavailable_after`, and the moment they mean. */
export const DATE_CASES: readonly (readonly [text: string, at: string | null])[] = [
  // As named for it.
  ['Fri, 25 Jun 2027 15:00:00 GMT', '2027-06-25T15:00:00Z'],
  ['25 Jun 2027 15:00:00 PST', '2027-06-25T23:00:00Z'],
  ['25 Jun 27 15:00:00 +0200', '2027-06-25T13:00:00Z'],
  ['Friday, 25-Jun-27 15:00:00 UTC', '2027-06-25T15:00:00Z'],
  ['Friday, 25-Jun-2027 15:00:00 EST', '2027-06-25T20:00:00Z'],
  ['25-Jun-2027 15:00:00 CET', '2027-06-25T14:00:00Z'],
  ['2027-06-25', '2027-06-26T00:00:00Z'],
  ['20270625', '2027-06-26T00:00:00Z'],
  ['2027-06-25T15:00Z', '2027-06-25T15:00:00Z'],
  ['2027-06-25T15:00:00.123Z', '2027-06-25T15:00:00Z'],
  ['2027-06-25T15:00:00+02:00', '2027-06-25T13:00:00Z'],
  ['2027-06-25T15:00:00-0530', '2027-06-25T20:30:00Z'],
  ['2027-06-25T15:00:00+02', '2027-06-25T13:00:00Z'],
  ['20270625T150000Z', '2027-06-25T15:00:00Z'],
  // As people write them.
  ['2027-06-25 15:00:00', '2027-06-25T15:00:00Z'],
  ['2027-06-25 15:00:00 EST', '2027-06-25T20:00:00Z'],
  ['Fri Jun 25 15:00:00 2027', '2027-06-25T15:00:00Z'],
  ['Fri Jun 25 15:00:00 CEST 2027', '2027-06-25T13:00:00Z'],
  ['25 June 2027', '2027-06-26T00:00:00Z'],
  ['25th June 2027', '2027-06-26T00:00:00Z'],
  ['June 25, 2027', '2027-06-26T00:00:00Z'],
  ['June 25, 2027 3:00 PM PDT', '2027-06-25T22:00:00Z'],
  ['June 25, 2027 3:00pm', '2027-06-25T15:00:00Z'],
  ['June 25, 2027 12:30 am', '2027-06-25T00:30:00Z'],
  ['25 Jun 2027 15:00:00 (CEST)', '2027-06-25T13:00:00Z'],
  ['2027 Jun 25', '2027-06-26T00:00:00Z'],
  ['25-Jun-2027 15:00:00 XYZ', '2027-06-25T15:00:00Z'],
  ['  25-Jun-2027   15:00:00  ', '2027-06-25T15:00:00Z'],
  ['2027-06-25 3:00 PM', '2027-06-25T15:00:00Z'],
  ['2027/06/25', '2027-06-26T00:00:00Z'],
  // None.
  ['2027-06', null],
  ['2027', null],
  ['0027-06-25', null],
  ['', null],
  ['never', null],
  ['tomorrow', null],
  ['31 Feb 2027', null],
  ['2027-02-30', null],
  ['2027-13-01', null],
  ['25 Jun 2027 25:00:00 GMT', null],
  ['25 Jun', null],
  ['06/25/2027', null],
  ['25.06.2027', null],
  ['1814400000', null],
  [`25 Jun 2027 ${'0'.repeat(200)}`, null],
];
