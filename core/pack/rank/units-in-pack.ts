import type { Field, Unit } from '../../query/units.ts';
import { COUNTED, type Statistics } from '../../query/statistics.ts';
import type { PackIndex, Term } from '../impact/pack-index.ts';
import { NO_DOCUMENT, PostingsCursor, encodePostings } from '../impact/postings.ts';
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

/** Terms that letters stand for, at most: the first by their bytes, so that it is the same ones in however many shards. */
const MOST_TERMS = 20_000;

/** How the documents of a pack are found that have a unit of a query. */
export class UnitsInPack {
  readonly #pack: PackIndex;
  readonly #settings: RankingSettings;

  constructor(pack: PackIndex, settings: RankingSettings) {
    this.#pack = pack;
    this.#settings = settings;
  }

  /** Of words that a unit is weighed by, how many documents of the pack have them. */
  count(unit: Unit, words: Record<string, number>): void {
    const pack = this.#pack;
    const note = (word: string): void => {
      words[COUNTED.word(word)] ??= this.#countAll(this.#exact(word));
    };
    if (unit.kind === 'prefix')
      words[COUNTED.beginning(unit.letters)] ??= this.#countAll(pack.termsFrom(unit.letters, MOST_TERMS));
    else if (unit.kind === 'word' && !unit.exact)
      words[COUNTED.forms(unit.word)] ??=
        this.#countAll(this.#exact(unit.word)) + this.#countMates(unit.word);
    else if (unit.kind === 'word') note(unit.word);
    else {
      if (unit.kind === 'name') note(unit.name);
      unit.words.forEach(note);
    }
  }

  /** The terms that stand for a unit, each with what an occurrence counts. */
  forms(unit: Unit, statistics: Statistics): FormList[] {
    const forms = this.#forms(unit, statistics);
    if (unit.synonym !== true) return forms;
    return forms.map((form) => weighed(form, this.#settings.synonyms));
  }

  #forms(unit: Unit, statistics: Statistics): FormList[] {
    if (unit.kind !== 'name' && unit.field !== undefined) return this.#inField(unit, unit.field);
    if (unit.kind === 'word')
      return unit.exact ? this.#formsOf(this.#exact(unit.word), 1) : this.#allForms(unit.word);
    if (unit.kind === 'prefix') return this.#merged(this.#pack.termsFrom(unit.letters, MOST_TERMS));
    if (unit.kind === 'phrase')
      return [...this.#following(unit.words, unit.goes_on), ...(unit.loose ? this.#apart(unit.words) : [])];
    return this.#named(unit, statistics);
  }

  /** The terms that stand for a unit where a document is read, word by word. */
  steps(unit: Unit): (readonly (Term & { readonly language?: number })[])[] {
    if (unit.kind === 'word')
      return [[...this.#exact(unit.word), ...(unit.exact ? [] : this.#pack.stemMates(unit.word))]];
    if (unit.kind === 'prefix') return [this.#pack.termsFrom(unit.letters, MOST_TERMS)];
    const steps: (readonly Term[])[] = unit.words.map((word) => this.#exact(word));
    if (unit.kind === 'phrase' && unit.goes_on)
      steps.splice(-1, 1, this.#pack.termsFrom(unit.words.at(-1) ?? '', MOST_TERMS));
    return steps;
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

  #allForms(word: string): FormList[] {
    const mates = this.#pack
      .stemMates(word)
      .flatMap(({ language, ...mate }) =>
        this.#formsOf([mate], 1).map((form) => this.#asMate(form, language)),
      );
    return [...this.#formsOf(this.#exact(word), 1), ...mates];
  }

  #asMate(form: FormList, language: number): FormList {
    const weight = this.#settings.other_forms;
    return this.#pack.isUniform ? { ...form, weight } : { ...form, weight, language };
  }

  /** Documents that have other forms of a word, in the language of each. */
  #countMates(word: string): number {
    const { isUniform, columns, superseded } = this.#pack;
    let count = 0;
    for (const { language, ...mate } of this.#pack.stemMates(word)) {
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

  /** All of the terms as one list. */
  #merged(terms: readonly Term[]): FormList[] {
    const frequencies = new Float64Array(this.#pack.documents + 1);
    for (const term of terms)
      for (let at = this.#cursor(term); at.document !== NO_DOCUMENT; at.next())
        frequencies[at.document] = (frequencies[at.document] ?? 0) + (FROM_BYTE[at.frequency] ?? 0);
    const documents: number[] = [];
    frequencies.forEach((frequency, document) => {
      if (frequency > 0) documents.push(document);
    });
    return this.#made(documents, (document) => toByte(Math.floor(frequencies[document] ?? 0)));
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

  #named({ name, words }: Unit & { readonly kind: 'name' }, { words: counts }: Statistics): FormList[] {
    const whole = this.#formsOf(this.#exact(name), 1);
    const isKnown = (counts[COUNTED.word(name)] ?? 0) > 0;
    if (words.length > 1) {
      const weight = isKnown ? this.#settings.name_in_parts : 1;
      const apart = isKnown ? [] : this.#apart(words);
      return [...whole, ...this.#following(words, false, weight), ...apart];
    }
    return isKnown ? whole : words.flatMap((word) => this.#allForms(word));
  }

  #inField(unit: Exclude<Unit, { readonly kind: 'name' }>, field: Field): FormList[] {
    const expression = (term: string): string => `${field} : "${term}"`;
    if (unit.kind === 'word') {
      const itself = this.#made(this.#pack.matching(expression(unit.word)), () => 1);
      const mates = unit.exact ? [] : this.#pack.stemMates(unit.word);
      const others = mates.flatMap(({ term, language }) =>
        this.#made(this.#pack.matching(expression(term)), () => 1).map((form) =>
          this.#asMate(form, language),
        ),
      );
      return [...itself, ...others];
    }
    const text = expression(unit.kind === 'prefix' ? unit.letters : unit.words.join(' '));
    const goes_on = unit.kind === 'prefix' || unit.goes_on;
    return this.#made(this.#pack.matching(goes_on ? `${text} *` : text), () => 1);
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

function weighed(form: FormList, factor: number): FormList {
  return { ...form, weight: form.weight * factor };
}
