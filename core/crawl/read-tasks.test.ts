import { afterAll, expect, it } from 'vitest';
import { ThreadPool } from '#adapters/system/thread-pool.ts';
import type { ReadTasks } from './read-tasks.ts';
import { lines, makePdf } from './testing/make-pdf.ts';
import { makeDocx, paragraph } from './testing/office-files.ts';

const pool = new ThreadPool<ReadTasks>({
  module: new URL('./read-tasks.ts', import.meta.url),
  threads: 1,
  max_waiting: 10,
});
afterAll(() => pool.close());

const read = (name: string, type: string, body: Uint8Array<ArrayBuffer>) =>
  pool.run('read_page', {
    url: `https://site.gov/${name}`,
    status: 200,
    headers: { 'content-type': type },
    body,
    agentToken: 'sitepack',
  });

it('pages of all kinds are read in a thread', async () => {
  const html = new Uint8Array(Buffer.from('<p>text'));
  const [page, pdf, office] = await Promise.all([
    read('page', 'text/html', html),
    read('plan.pdf', 'application/pdf', makePdf({ pages: [lines([10, 'text'])] })),
    read('plan.docx', 'application/octet-stream', makeDocx(paragraph('text'))),
  ]);
  for (const reading of [page, pdf, office])
    expect(new TextDecoder().decode(reading.kind === 'page' ? reading.content : undefined)).toContain('text');
});

it('what cannot be read is told, with the reason', async () => {
  expect(await read('plan.pdf', 'application/pdf', new Uint8Array(Buffer.from('%PDF-1.7 obj')))).toEqual({
    kind: 'unsupported',
    content_type: 'application/pdf',
    reason: 'the PDF is broken',
  });
});
