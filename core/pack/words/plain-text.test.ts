import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, wordCount, wordsOf } from './plain-text.ts';

describe('the words of a text', () => {
  it.each([
    ['Don’t STOP', ['don', 't', 'stop']],
    ['Zürich, Ångström; ŁÓDŹ', ['zurich', 'angstrom', 'lodz']],
    ['Größe große GROSSE', ['grosse', 'grosse', 'grosse']],
    ['co\u00adoperate soft\u200bspace', ['cooperate', 'soft', 'space']],
    ['ﬁle № ½ x²', ['file', 'no', '1', '2', 'x2']],
    ['Ёлка и йод', ['елка', 'и', 'йод']],
    ['ΟΔΟΣ οδός', ['οδοσ', 'οδοσ']],
    ['שָׁלוֹם كِتَاب', ['שלום', 'كتاب']],
    ['हिन्दी', ['हिन्दी']],
    ['ガラス ｶﾅ', ['ガラス', 'カナ']],
    ['日本語の検索', ['日本語', 'の', '検索']],
    ['สวัสดีครับ', ['สวัสดี', 'ครับ']],
    ['検索engine2', ['検索', 'engine2']],
    ['—…“”', []],
    ['😀 ok', ['ok']],
    ['\uf0e0Contact \uf0b7first \u{f0001}last', ['contact', 'first', 'last']],
    ['c\ue02b\ue02b', ['c']],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('are counted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(wordCount(text)).toBe(wordsOf(text).length);
      }),
    );
  });

  it('are those that FTS5 finds in what is plain of it', () => {
    const db = new Database(':memory:');
    db.exec("CREATE VIRTUAL TABLE found USING fts5(text, content='', tokenize='ascii')");
    db.exec("CREATE VIRTUAL TABLE words USING fts5vocab('found', 'instance')");
    const insert = db.prepare('INSERT INTO found (rowid, text) VALUES (?, ?)');
    const select = db
      .prepare<[number], string>('SELECT term FROM words WHERE doc = ? ORDER BY offset')
      .pluck();
    let rowid = 0;
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (made) => {
        const text = made.replaceAll('\0', ' ').toWellFormed();
        rowid += 1;
        insert.run(rowid, plainText(text));
        expect(select.all(rowid)).toEqual(wordsOf(text));
      }),
    );
    db.close();
  });
});
