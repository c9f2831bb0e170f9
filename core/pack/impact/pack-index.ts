import type Database from 'better-sqlite3';
import type { NearWord, Suggestion } from '#ports/peer.ts';
import { Facets } from '../facets/facets.ts';
import { NearWords, type VocabularyRow } from '../spelling/near-words.ts';
import { LeftOut } from '../suggest/left-out.ts';
import { SuggestedNames } from '../suggest/suggested-names.ts';
import { Suggestions } from '../suggest/suggestions.ts';
import { LINE_END } from '../words/index-texts.ts';
import { stemOf } from '../words/stem.ts';
import { DocumentMissing } from '../pack-errors.ts';
import { type Columns, readColumns } from './columns.ts';
import { KeptBytes } from './kept-bytes.ts';
import { Superseded } from './superseded.ts';

/** A word of the index. */
export interface Term {
  readonly term: string;
  /** Documents that have it. */
  readonly documents: number;
  /** The list of them. */
  readonly list: number;
  /** By which it is told in `places`. */
  readonly number: number;
}

/** A term that is another form of a word, in documents of one language. */
export interface StemMate extends Term {
  /** By whose rules, as {@link Columns} has it. */
  readonly language: number;
}

/** Behind all letters with which a term may go on. */
const LAST = '\u{10ffff}';

/** Words of queries that are remembered: most come again. */
const MOST_KEPT = 5000;
/** Of lists: those of common words are long, and in most queries. */
const MOST_LIST_BYTES = 2 ** 21;
/** Of places: documents that were looked at twice are shown then. */
const MOST_PLACES_BYTES = 2 ** 20;
const NOTHING = new Uint8Array();

class Kept<Value> {
  readonly #values = new Map<string, { readonly value: Value }>();

  get(key: string, read: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known.value;
    if (this.#values.size === MOST_KEPT) this.#values.clear();
    const value = read();
    this.#values.set(key, { value });
    return value;
  }
}

/** What a pack is searched by, as long as that is open. */
export class PackIndex {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  /** All that are in the file: their numbers are 1 to that. */
  readonly documents: number;
  /** Weighted words of all of them together. */
  readonly length: number;
  /** Those that are none of the shard any more; undefined where all are. */
  readonly superseded: Superseded | undefined;
  readonly columns: Columns;
  readonly facets: Facets;
  readonly #nearWords: NearWords;
  readonly #suggestions: Suggestions;
  readonly #left_out: LeftOut;
  readonly #names: SuggestedNames;
  /** By which the end of a line is told in `places`; 0 where there is none. */
  readonly line_end: number;
  /** Whether all documents are in one language. */
  readonly isUniform: boolean;
  readonly #counts = new Kept<number>();
  readonly #beginnings = new Kept<number>();
  readonly #terms = new Kept<Term | undefined>();
  readonly #keptLists = new KeptBytes(MOST_LIST_BYTES);
  readonly #keptPlaces = new KeptBytes(MOST_PLACES_BYTES);
  readonly #matesOf = new Kept<readonly StemMate[]>();
  readonly #term;
  readonly #range;
  readonly #sum;
  readonly #lists;
  readonly #mates;
  readonly #list;
  readonly #places;
  readonly #marks;
  readonly #matching;
  readonly #id;
  readonly #document;
  readonly #from;

  /** @param later packs of the same shard that were made after this one. */
  constructor(db: Database.Database, later: readonly PackIndex[] = []) {
    this.#db = db;
    const meta = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
    this.documents = Number(meta.get('documents'));
    this.length = Number(meta.get('length'));
    this.columns = readColumns(db);
    this.facets = new Facets(db);
    this.#suggestions = new Suggestions(db);
    this.#left_out = new LeftOut(this);
    this.#names = new SuggestedNames(this);
    const words = db.prepare<[number], VocabularyRow>(
      'SELECT words, documents FROM vocabulary WHERE length = ?',
    );
    this.#nearWords = new NearWords((length) => words.get(length));
    this.isUniform = this.columns.language_of.every((language, n) => language === 1 || n === 0);
    this.#term = db.prepare<[string], Term>('SELECT term, documents, list, number FROM terms WHERE term = ?');
    this.#range = db.prepare<[string, string], Term>(
      'SELECT term, documents, list, number FROM terms WHERE term >= ? AND term < ? ORDER BY term',
    );
    this.#sum = db
      .prepare<[string, string], number | null>(
        'SELECT sum(documents) FROM terms WHERE term >= ? AND term < ?',
      )
      .pluck();
    this.#lists = db.prepare<[string, string], { documents: number; postings: Buffer }>(
      'SELECT documents, postings FROM terms JOIN lists USING (list) WHERE term >= ? AND term < ?',
    );
    this.#mates = db.prepare<[string, string], Term>(
      `SELECT term, documents, list, number FROM stems JOIN terms USING (term)
        WHERE language = ? AND stem = ? ORDER BY term`,
    );
    this.#id = db.prepare<[number], string>('SELECT id FROM documents WHERE rowid = ?').pluck();
    this.#document = db.prepare<[string], number>('SELECT rowid FROM documents WHERE id = ?').pluck();
    this.#from = db
      .prepare<[string], number>('SELECT rowid FROM documents WHERE id >= ? ORDER BY id LIMIT 1')
      .pluck();
    this.#list = db.prepare<[number], Buffer>('SELECT postings FROM lists WHERE list = ?').pluck();
    this.#places = db.prepare<[number], Buffer>('SELECT words FROM places WHERE document = ?').pluck();
    this.#marks = db.prepare<[number], Buffer>('SELECT words FROM marks WHERE document = ?').pluck();
    this.#matching = db
      .prepare<[string], number>('SELECT rowid FROM documents_fts WHERE documents_fts MATCH ? ORDER BY rowid')
      .pluck();
    this.line_end = this.term(LINE_END)?.number ?? 0;
    this.superseded = Superseded.of(this, later);
  }

  /** Ids of documents that no earlier pack of the shard has any more: those of this one, and those that are gone. */
  *replaced(): Generator<string> {
    const ids = this.#db.prepare<[], string>('SELECT id FROM documents UNION ALL SELECT id FROM tombstones');
    yield* ids.pluck().iterate();
  }

  /** A statement, prepared once. The caller says what its parameters and its rows are. */
  statement<Parameters extends unknown[], Row>(sql: string): Database.Statement<Parameters, Row> {
    const known = this.#statements.get(sql);
    const statement = known ?? this.#db.prepare(sql);
    if (known === undefined) this.#statements.set(sql, statement);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return statement as Database.Statement<Parameters, Row>;
  }

  /** What is held of it in memory: columns, and words that others were corrected to. */
  get bytes(): number {
    const { titles, headings, ...columns } = this.columns;
    const bytes = Object.values(columns).reduce(
      (sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
      0,
    );
    return bytes + titles.byteLength + headings.byteLength + this.#nearWords.bytes;
  }

  /** Closes the file. */
  close(): void {
    this.#db.close();
  }

  /** @param word as the index has it. */
  term(word: string): Term | undefined {
    return this.#terms.get(word, () => this.#term.get(word));
  }

  /** Terms that begin with some letters, in the order of their bytes. */
  termsFrom(letters: string): Term[] {
    return this.#range.all(letters, `${letters}${LAST}`);
  }

  /** Documents of the shard that are in this pack and have such terms: of each of these, added up. */
  countFrom(letters: string): number {
    return this.#beginnings.get(letters, () => {
      if (this.superseded === undefined) return this.#sum.get(letters, `${letters}${LAST}`) ?? 0;
      return this.termsFrom(letters).reduce((sum, term) => sum + this.countOf(term), 0);
    });
  }

  /** The lists of such terms, for {@link eachPosting}. */
  listsFrom(
    letters: string,
  ): IterableIterator<{ readonly documents: number; readonly postings: Uint8Array }> {
    return this.#lists.iterate(letters, `${letters}${LAST}`);
  }

  /** Other forms of a word, by the rules of each language that documents are in. */
  stemMates(word: string): readonly StemMate[] {
    return this.#matesOf.get(word, () => this.#readMates(word));
  }

  #readMates(word: string): StemMate[] {
    return this.columns.languages.flatMap((language, n) => {
      const stem = stemOf(word, language);
      const mates = this.#mates.all(language, stem);
      // A term that is its own stem is not among them.
      const itself = stem === word ? undefined : this.term(stem);
      const all = itself === undefined ? mates : [...mates, itself];
      return all
        .filter(({ term }) => term !== word)
        .map(({ term, documents, list, number }) => ({ term, documents, list, number, language: n + 1 }));
    });
  }

  /** How many documents of the shard that are in this pack have a term. */
  countOf(term: Term): number {
    const { superseded } = this;
    if (superseded === undefined) return term.documents;
    return this.#counts.get(term.term, () => term.documents - superseded.countIn(this.postings(term), term));
  }

  /** All words that are as near to one as a correction may be, without itself. */
  near(word: string): NearWord[] {
    const near = this.#nearWords.of(word);
    if (this.superseded === undefined) return near;
    return near.flatMap((one) => {
      const term = this.term(one.word);
      const documents = term === undefined ? 0 : this.countOf(term);
      return documents === 0 ? [] : [{ ...one, documents }];
    });
  }

  /**
   * Titles and headings in which what was typed so far stands, the best first, and then names of code that begin so.
   * @param most of the ones and of the others. @param hidden ids of documents of which none is suggested.
   */
  suggest(typed: string, most: number, hidden: readonly string[] = []): Suggestion[] {
    return [
      ...this.#suggestions.of(typed, most, this.#left_out.weights(hidden)),
      ...this.#names.of(typed, most, hidden),
    ];
  }

  /** The documents that have a term, for a `PostingsCursor`. */
  postings({ list }: Pick<Term, 'list'>): Uint8Array {
    return this.#keptLists.get(list, () => this.#list.get(list) ?? NOTHING);
  }

  /** @throws {DocumentMissing} for a number that none has. */
  idOf(document: number): string {
    const id = this.#id.get(document);
    if (id === undefined) throw new DocumentMissing(String(document));
    return id;
  }

  /** The number of a document of the shard; undefined where it is not in this pack. */
  find(id: string): number | undefined {
    const document = this.#document.get(id);
    return document === undefined || this.superseded?.has(document) === true ? undefined : document;
  }

  /** The number of a document. @throws {DocumentMissing} */
  documentOf(id: string): number {
    const document = this.find(id);
    if (document === undefined) throw new DocumentMissing(id);
    return document;
  }

  /** The number of the first document whose id is not before a text; one more than there are where there is none. */
  firstFrom(id: string): number {
    return this.#from.get(id) ?? this.documents + 1;
  }

  /** Numbers of documents that match an expression of FTS5, ascending. */
  matching(expression: string): number[] {
    return this.#matching.all(expression);
  }

  /** The words of its body, as `PlacesWriter` wrote them. */
  places(document: number): Uint8Array {
    return this.#keptPlaces.get(document, () => this.#places.get(document) ?? NOTHING);
  }

  /** Marks in its body, as `wordMarks` wrote them; none of a short one. */
  marks(document: number): Uint8Array | undefined {
    return this.#marks.get(document);
  }
}
