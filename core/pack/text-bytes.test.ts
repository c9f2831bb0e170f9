import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { packOf, page, temporaryFolder } from './testing/documents.ts';
import { TEXT_BYTES, textBytes } from './text-bytes.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });

it('the text of a document has as many bytes in its pack as before', () => {
  using folder = temporaryFolder();
  let packs = 0;
  fc.assert(
    fc.property(text, text, text, text, (title, description, headings, body) => {
      const document = page({ path: '/p', title, description, headings, body });
      const path = folder.file(`pack-${(packs += 1)}.sqlite`);
      packOf([document], path);
      const db = new Database(path, { readonly: true });
      const bytes = db.prepare(`SELECT ${TEXT_BYTES} FROM documents`).pluck().all();
      db.close();
      expect(bytes).toEqual([textBytes(document)]);
    }),
    { numRuns: 20 },
  );
});
