import { beginningOf, inWords } from '../../query/beginnings.ts';
import type { Statistics } from '#ports/question.ts';
import { type Field, type Unit, endsInForms } from '../../query/units.ts';
import { COUNTED } from '../../query/statistics.ts';
import type { PackIndex, StemMate, Term } from '../impact/pack-index.ts';
import { plainName } from '../words/code-words.ts';
import { wordsOf } from '../words/plain-text.ts';
import { NO_DOCUMENT, PostingsCursor, eachPosting, encodePostings } from '../impact/postings.ts';
import { FROM_BYTE, toByte } from '../impact/small-float.ts';
import type { RankingSettings } from './ranking-settings.ts';

/** A list of documents that stands for a unit of a query. */
export interface FormList {
  /** For a {@link PostingsCursor}. */
  readonly bytes: Uint8Array;
  /** Documents in it. */
  readonly count: number;
  /** What an occurrence counts: 1 for that of the word itself. */
  readonly weight: number;
  /** The language of the documents in which it stands for the word; any, where there is none. */
  readonly language?: number;
}

/** How the documents of a pack are found that have a unit of a query. */
export class UnitsInPack {
  readonly #pack: PackIndex;
  readonly #settings: RankingSettings;
  /** By their letters. */
  readonly #beginnings = new Map<string, FormList[]>();

  constructor(pack: PackIndex, settings: RankingSettings) {
    this.#pack = pack;
    this.#settings = settings;
  }

  /** Of words that a unit is weighed by, how many documents of the pack have them. */
  count(unit: Unit, words: Record<string, number>): void {
    const note = (word: string): void => {
      words[COUNTED.word(word)] ??= this.#countAll(this.#exact(word));
    };
    const noteForms = (word: string): void => {
      words[COUNTED.forms(word)] ??= this.#countAll(this.#exact(word)) + this.#countMates(word);
    };
    const letters = beginningOf(unit);
    if (letters !== undefined) words[COUNTED.beginning(letters)] ??= this.#pack.countFrom(letters);
    // As it stands, where too many words begin so.
    if (unit.kind === 'prefix') note(unit.letters);
    else if (unit.kind === 'word') (unit.exact ? note : noteForms)(unit.word);
    else if (unit.kind === 'phrase') {
      unit.words.forEach(note);
      if (endsInForms(unit)) noteForms(unit.words.at(-1) ?? '');
    } else {
      if (unit.goes_on) this.count(inWords(unit), words);
      note(unit.name);
      if (!unit.exact) unit.words.forEach(note);
    }
  }

  /** The terms that stand for a unit, each with what an occurrence counts; without those that count nothing. */
  forms(unit: Unit, statistics: Statistics): FormList[] {
    const factor = unit.synonym === true ? this.#settings.synonyms : 1;
    return this.#forms(unit, statistics)
      .map((form) => weighed(form, factor))
      .filter(({ weight }) => weight > 0);
  }

  #forms(unit: Unit, statistics: Statistics): FormList[] {
    if (unit.field !== undefined) return this.#inField(unit, unit.field, statistics);
    if (unit.kind === 'word')
      return unit.exact ? this.#formsOf(this.#exact(unit.word), 1) : this.#allForms(unit.word);
    if (unit.kind === 'prefix') return this.#beginningWith(unit.letters);
    if (unit.kind === 'phrase') return [...this.#phrase(unit), ...this.#phraseInForms(unit)];
    return this.#named(unit, statistics);
  }

  /** The terms that stand for a unit where a document is read, word by word. */
  steps(unit: Unit): Step[] {
    if (unit.kind === 'word')
      return [[...this.#exact(unit.word), ...(unit.exact ? [] : this.#mates(unit.word))]];
    if (unit.kind === 'prefix') return [this.#pack.termsFrom(unit.letters)];
    const steps: Step[] = unit.words.map((word) => this.#exact(word));
    const last = unit.words.at(-1) ?? '';
    if (endsInForms(unit)) steps.splice(-1, 1, [...this.#exact(last), ...this.#mates(last)]);
    if (unit.kind === 'phrase' && unit.goes_on) steps.splice(-1, 1, this.#pack.termsFrom(last));
    if (unit.kind === 'name' && unit.goes_on) steps.splice(-1, 1, this.#goingOn(unit));
    return steps;
  }

  /** The words with which the names go on that begin as one does: they are in texts as words, and not whole. */
  #goingOn({ name, words }: Name): Term[] {
    const names = this.#pack.termsFrom(name).map(({ term }) => wordsOf(plainName(term))[words.length - 1]);
    return [...new Set(names)].flatMap((word) => (word === undefined ? [] : this.#exact(word)));
  }

  #cursor(term: Term): PostingsCursor {
    return new PostingsCursor(this.#pack.postings(term), term.documents);
  }

  #countAll(terms: readonly Term[]): number {
    return terms.reduce((sum, term) => sum + this.#pack.countOf(term), 0);
  }

  #exact(word: string): Term[] {
    const term = this.#pack.term(word);
    return term === undefined ? [] : [term];
  }

  /** Other forms of a word; none where they count nothing. */
  #mates(word: string): readonly StemMate[] {
    return this.#settings.other_forms === 0 ? [] : this.#pack.stemMates(word);
  }

  #allForms(word: string): FormList[] {
    const mates = this.#mates(word).flatMap(({ language, ...mate }) =>
      this.#formsOf([mate], 1).map((form) => this.#asMate(form, language)),
    );
    return [...this.#formsOf(this.#exact(word), 1), ...mates];
  }

  #asMate(form: FormList, language: number): FormList {
    const weight = form.weight * this.#settings.other_forms;
    return this.#pack.isUniform ? { ...form, weight } : { ...form, weight, language };
  }

  /** Documents that have other forms of a word, in the language of each. */
  #countMates(word: string): number {
    const { isUniform, columns, superseded } = this.#pack;
    let count = 0;
    for (const { language, ...mate } of this.#mates(word)) {
      if (isUniform) count += this.#pack.countOf(mate);
      else
        for (let at = this.#cursor(mate); at.document !== NO_DOCUMENT; at.next())
          if (columns.language_of[at.document] === language && superseded?.has(at.document) !== true)
            count += 1;
    }
    return count;
  }

  #formsOf(terms: readonly Term[], weight: number): FormList[] {
    return terms.map((term) => ({ bytes: this.#pack.postings(term), count: term.documents, weight }));
  }

  /** All terms that begin so, as one list. */
  #beginningWith(letters: string): FormList[] {
    const known = this.#beginnings.get(letters);
    if (known !== undefined) return known;
    const forms = this.#merged(letters);
    this.#beginnings.set(letters, forms);
    return forms;
  }

  #merged(letters: string): FormList[] {
    const frequencies = new Float64Array(this.#pack.documents + 1);
    const seen = new Uint8Array(frequencies.length);
    const add = (document: number, frequency: number): void => {
      frequencies[document] = (frequencies[document] ?? 0) + (FROM_BYTE[frequency] ?? 0);
      seen[document] = 1;
    };
    for (const { documents: count, postings } of this.#pack.listsFrom(letters))
      eachPosting(postings, count, add);
    const documents: number[] = [];
    seen.forEach((has, document) => {
      if (has === 1) documents.push(document);
    });
    return this.#made(documents, (document) => toByte(Math.floor(frequencies[document] ?? 0)));
  }

  #phrase({ words, goes_on, loose }: Pick<Phrase, 'words' | 'goes_on' | 'loose'>): FormList[] {
    return [...this.#following(words, goes_on), ...(loose ? this.#apart(words) : [])];
  }

  /** The same with other forms of its last word, as far as it may have them. */
  #phraseInForms(unit: Phrase): FormList[] {
    if (!endsInForms(unit)) return [];
    return this.#mates(unit.words.at(-1) ?? '').flatMap(({ term, language }) =>
      this.#phrase({ ...unit, words: [...unit.words.slice(0, -1), term] }).map((form) =>
        this.#asMate(form, language),
      ),
    );
  }

  /** Documents in which words follow each other, as often as the one of them that they have the least. */
  #following(words: readonly string[], goes_on: boolean, weight = 1): FormList[] {
    // Names stand one behind the other in columns of their own, wherever they are in the text.
    const documents = this.#pack.matching(
      `- {title_names names} : "${words.join(' ')}"${goes_on ? ' *' : ''}`,
    );
    const whole = goes_on ? words.slice(0, -1) : words;
    const cursors = whole.flatMap((word) => this.#exact(word)).map((term) => this.#cursor(term));
    return this.#made(
      documents,
      (document) => {
        let least = 255;
        for (const cursor of cursors) {
          cursor.seek(document);
          if (cursor.document === document) least = Math.min(least, cursor.frequency);
        }
        return least === 255 ? 1 : least;
      },
      weight,
    );
  }

  /** Documents that have all of the words, wherever they are. */
  #apart(words: readonly string[]): FormList[] {
    const terms = words.flatMap((word) => this.#exact(word)).toSorted((a, b) => a.documents - b.documents);
    const [rarest, ...others] = terms.map((term) => this.#cursor(term));
    if (rarest === undefined || terms.length < words.length) return [];
    const documents: number[] = [];
    const frequencies = new Map<number, number>();
    for (; rarest.document !== NO_DOCUMENT; rarest.next()) {
      const { document } = rarest;
      let least = rarest.frequency;
      const isThere = others.every((other) => {
        other.seek(document);
        least = Math.min(least, other.frequency);
        return other.document === document;
      });
      if (!isThere) continue;
      documents.push(document);
      frequencies.set(document, least);
    }
    return this.#made(documents, (document) => frequencies.get(document) ?? 1, this.#settings.apart);
  }

  #named({ name, words, exact, goes_on }: Name, statistics: Statistics): FormList[] {
    if (goes_on) return this.#beginningWith(name);
    const whole = this.#formsOf(this.#exact(name), 1);
    if (exact) return whole;
    const isKnown = isKnownIn(statistics, name);
    if (words.length > 1) {
      const weight = isKnown ? this.#settings.name_in_parts : 1;
      const apart = isKnown ? [] : this.#apart(words);
      return [...whole, ...this.#following(words, false, weight), ...apart];
    }
    return isKnown ? whole : words.flatMap((word) => this.#allForms(word));
  }

  #inField(unit: Unit, field: Field, statistics: Statistics): FormList[] {
    const expression = (term: string): string => `${field} : "${term}"`;
    if (unit.kind === 'name') return this.#namedInTitle(unit, statistics);
    if (unit.kind === 'word') {
      const itself = this.#made(this.#pack.matching(expression(unit.word)), IN_FIELD);
      const mates = unit.exact ? [] : this.#mates(unit.word);
      const others = mates.flatMap(({ term, language }) =>
        this.#made(this.#pack.matching(expression(term)), IN_FIELD).map((form) =>
          this.#asMate(form, language),
        ),
      );
      return [...itself, ...others];
    }
    const text = expression(unit.kind === 'prefix' ? unit.letters : unit.words.join(' '));
    const goes_on = unit.kind === 'prefix' || unit.goes_on;
    return this.#made(this.#pack.matching(goes_on ? `${text} *` : text), IN_FIELD);
  }

  /** The column of names is that of headings too: a title that has but the words of one is found if a heading has the name. */
  #namedInTitle({ name, words, exact, goes_on }: Name, statistics: Statistics): FormList[] {
    const star = goes_on ? ' *' : '';
    const parts = `title : "${words.join(' ')}"${star}`;
    const whole = this.#made(this.#pack.matching(`title_names : "${name}"${star} AND ${parts}`), IN_FIELD);
    if (goes_on) return whole;
    const isKnown = isKnownIn(statistics, name);
    if (exact || (isKnown && words.length === 1)) return whole;
    const inParts = this.#pack.matching(parts);
    const those = isKnown
      ? this.#made(inParts, () => 1, this.#settings.name_in_parts)
      : this.#made(inParts, IN_FIELD);
    return [...whole, ...those];
  }

  #made(documents: readonly number[], frequencyOf: (document: number) => number, weight = 1): FormList[] {
    if (documents.length === 0) return [];
    const list = {
      documents: Uint32Array.from(documents),
      frequencies: Uint8Array.from(documents, frequencyOf),
    };
    const bytes = encodePostings(list, this.#pack.columns.lengths);
    return [{ bytes, count: documents.length, weight }];
  }
}

type Name = Unit & { readonly kind: 'name' };
type Phrase = Unit & { readonly kind: 'phrase' };
/** What one word of a text may be. */
type Step = readonly (Term & { readonly language?: number })[];

/**
 * How often a field has what it is asked for, whatever else the document says: as often as a byte can tell, so that it is worth the same
 * in a long one, and the second look tells those apart that say it and no more.
 */
const IN_FIELD = (): number => 255;

/** Whether a document of the index has a name whole. */
function isKnownIn({ words }: Statistics, name: string): boolean {
  return (words[COUNTED.word(name)] ?? 0) > 0;
}

function weighed(form: FormList, factor: number): FormList {
  return { ...form, weight: form.weight * factor };
}
