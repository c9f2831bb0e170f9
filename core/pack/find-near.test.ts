import { expect, it } from 'vitest';
import { fingerprint, fingerprintText } from '../crawl/near-duplicate.ts';
import type { Document } from './document.ts';
import { findNear } from './find-near.ts';
import { noteFingerprints } from './note-fingerprints.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

/** A text of 400 words, of which the last one may be another. */
function textOf(seed: number, last = 'end'): string {
  const words = Array.from(
    { length: 400 },
    (_, n) => `word${(Math.imul(n + 1000 * seed, 2_654_435_761) >>> 8) % 5000}`,
  );
  return [...words, last].join(' ');
}

function documentOf(path: string, body: string): Document {
  return page({ path, body, fingerprint: body === '' ? '' : fingerprintText(fingerprint(body)) });
}

const url = (path: string): string => `https://site.gov${path}`;
const DOCUMENTS = [
  documentOf('/a', textOf(1)),
  documentOf('/a-print', textOf(1, 'print')),
  documentOf('/b', textOf(2)),
  documentOf('/c', textOf(3)),
  documentOf('/empty', ''),
  documentOf('/empty-too', ''),
];

it('documents are near to another one, in whatever pack that is; those without a text are not', () => {
  using folder = temporaryFolder();
  packOf(DOCUMENTS, folder.file('one'));
  packOf([documentOf('/c-copy', textOf(3)), documentOf('/d', textOf(4))], folder.file('other'));
  const path = folder.file('fingerprints');
  for (const name of ['one', 'other']) noteFingerprints({ pack: folder.file(name), path });
  expect(findNear({ path, limit: 10 })).toEqual({
    documents: 4,
    pairs: [
      { id: url('/a'), near: url('/a-print') },
      { id: url('/a-print'), near: url('/a') },
      { id: url('/c'), near: url('/c-copy') },
      { id: url('/c-copy'), near: url('/c') },
    ],
  });
  expect(findNear({ path, limit: 1 })).toEqual({
    documents: 4,
    pairs: [{ id: url('/a'), near: url('/a-print') }],
  });
});

it('where there is nothing to compare, nothing is near', () => {
  using folder = temporaryFolder();
  packOf(
    DOCUMENTS.map(({ path, title, body }) => page({ path, title, body })),
    folder.file('old'),
  );
  const path = folder.file('fingerprints');
  expect(findNear({ path, limit: 10 })).toEqual({ documents: 0, pairs: [] });
  noteFingerprints({ pack: folder.file('old'), path });
  expect(findNear({ path, limit: 10 })).toEqual({ documents: 0, pairs: [] });
});
