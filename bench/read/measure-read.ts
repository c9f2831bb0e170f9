/** What it costs to read a page, by kind of file, and HTML by kind of work too, in one thread. */
import { load } from 'cheerio/slim';
import type { z } from 'zod';
import { readPageResponse } from '#core/crawl/read-page.ts';
import { type SectionResult, ratio, type sectionResult } from '../figure.ts';
import { type Contender, compareRates } from '../rate.ts';
import { serveJob } from '../serve-job.ts';
import { HTML_WORK, pageAtWork } from './html-work.ts';
import { type FilesByKind, type MadeFile, makeFiles } from './make-files.ts';
import { readInput } from './read-input.ts';

const RAW = 'cheerio';
const RULES = 'html by rules';

await serveJob(readInput, async ({ folder, rounds, duration_ms }): Promise<z.infer<typeof sectionResult>> => {
  const files = await makeFiles(folder);
  const contenders = [
    { name: RAW, in_flight: 1, step: eachOf(files.html, parseOnly) },
    ...Object.entries(files).map(([name, some]) => ({ name, in_flight: 1, step: eachOf(some, read) })),
    { name: RULES, in_flight: 1, step: eachOf(files.html, readByRules) },
    ...workers(files.html),
  ] satisfies Contender[];
  const rates = await compareRates(contenders, { rounds, duration_ms });
  return resultOf(files, rates);
});

function resultOf(files: FilesByKind, rates: ReadonlyMap<string, number>): SectionResult {
  const rate = (name: string): number => rates.get(name) ?? Number.NaN;
  const kinds = [...Object.keys(files), RULES];
  const bytes = files.html.reduce((sum, { body }) => sum + body.length, 0) / files.html.length;
  return {
    about: `${files.html.length} pages of ${Math.round(bytes / 1024)} KB, and files of other kinds with the text of one each; one thread`,
    figures: [
      {
        name: 'parsed by cheerio alone, title, text and links taken',
        value: 1e6 / rate(RAW),
        unit: 'µs a page',
      },
      ...kinds.map((name) => ({ name: `read: ${name}`, value: 1e6 / rate(name), unit: 'µs a page' })),
      ...HTML_WORK.map(({ name, includesLast }, n) => {
        const last = includesLast === true ? HTML_WORK[n - 1] : undefined;
        const value = 1e6 / rate(name) - (last === undefined ? 0 : 1e6 / rate(last.name));
        return { name: `  of html: ${name}`, value, unit: 'µs a page' };
      }),
    ],
    ratios: [
      ratio('html / cheerio alone', rate(RAW) / rate('html')),
      ...kinds
        .filter((name) => name !== 'html')
        .map((name) => ratio(`${name} / html`, rate('html') / rate(name))),
    ],
    skipped: [],
  };
}

function workers(files: readonly MadeFile[]): Contender[] {
  const pages = files.map(({ body }) => pageAtWork(body));
  return HTML_WORK.map(({ name, run }) => ({ name, in_flight: 1, step: eachOf(pages, run) }));
}

/** Works on one file after the other, over and over. */
function eachOf<File>(
  files: readonly File[],
  work: (file: File) => Promise<unknown> | void,
): Contender['step'] {
  let next = 0;
  return async () => {
    const file = files[next % files.length];
    next += 1;
    if (file !== undefined) await work(file);
    return 1;
  };
}

function parseOnly({ body }: MadeFile): void {
  const $ = load(Buffer.from(body).toString());
  const characters = $('title').text().length + $('body').text().length + $('a[href]').length;
  if (characters === 0) throw new Error('a page has nothing in it');
}

async function read({ content_type, body }: MadeFile): Promise<void> {
  await readWith(content_type, body);
}

async function readByRules({ content_type, body }: MadeFile): Promise<void> {
  await readWith(content_type, body, { title: 'h1, h2', exclude: ['.navheader', '.navfooter'] });
}

async function readWith(
  content_type: string,
  body: Uint8Array,
  rules?: Parameters<typeof readPageResponse>[0]['rules'],
): Promise<void> {
  const headers = { 'content-type': content_type };
  const url = 'https://manual.example/page';
  const page = await readPageResponse({ url, status: 200, headers, body, agentToken: 'sitepack', rules });
  if (page.kind !== 'page') throw new Error(`${content_type} is not read: ${page.reason ?? ''}`);
}
