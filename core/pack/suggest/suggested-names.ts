import type { Suggestion } from '#ports/peer.ts';
import type { PackIndex, Term } from '../impact/pack-index.ts';
import { PostingsCursor } from '../impact/postings.ts';
import { codeWord, plainName } from '../words/code-words.ts';

/** Names that begin so, of which the documents are counted that may be found. */
const MOST_LOOKED_AT = 50;
/** Words that may be a name with a space in place of each sign. */
const MOST_WORDS = 4;
/** What a document counts for a name that was typed with spaces, where one for a name that begins as was typed counts 1. */
const SPACED = 0.01;
/** An option, or what goes on behind a sign: `--no-v`, `.ne`, `work_m`, `os.`, `c+`. */
const BEGINNING = /^(?:--?[a-z]|\.[a-z]|[a-z]\w*[_.:+#>-])[!-~]*$/u;
const WORD = /^[a-z]\w*$/u;
const JOINTS = ['_', '.', '::'];

/** Names of code that begin as was typed, with what documents they are in. */
export class SuggestedNames {
  readonly #pack: PackIndex;

  constructor(pack: PackIndex) {
    this.#pack = pack;
  }

  /** The names that most documents have. @param most of them. @param hidden ids of documents that do not count. */
  of(typed: string, most: number, hidden: readonly string[]): Suggestion[] {
    const beginnings = beginningsOf(typed);
    if (beginnings.length === 0) return [];
    const gone = hidden.flatMap((id) => this.#pack.find(id) ?? []).toSorted((a, b) => a - b);
    return beginnings
      .flatMap(({ name, weight }) =>
        this.#termsFrom(codeWord(name)).map((term) => ({
          text: plainName(term.term),
          weight: weight * (this.#pack.countOf(term) - this.#countIn(term, gone)),
        })),
      )
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
      .slice(0, most);
  }

  #termsFrom(letters: string): Term[] {
    return this.#pack
      .statement<[string, string, number], Term>(
        `SELECT term, documents, list, number FROM terms WHERE term >= ? AND term < ?
          ORDER BY documents DESC, length(term), term LIMIT ?`,
      )
      .all(letters, `${letters}\u{10ffff}`, MOST_LOOKED_AT);
  }

  #countIn(term: Term, documents: readonly number[]): number {
    if (documents.length === 0) return 0;
    const cursor = new PostingsCursor(this.#pack.postings(term), term.documents);
    return documents.filter((document) => {
      cursor.seek(document);
      return cursor.document === document;
    }).length;
  }
}

/** With what names begin that may be about to be typed; with none where it is but a word. */
function beginningsOf(typed: string): { name: string; weight: number }[] {
  const runs = typed.toLowerCase().trim().split(/\s+/u);
  const [first = ''] = runs;
  if (runs.length === 1) return BEGINNING.test(first) ? [{ name: first, weight: 1 }] : [];
  if (runs.length > MOST_WORDS || !runs.every((run) => WORD.test(run))) return [];
  return JOINTS.map((joint) => ({ name: runs.join(joint), weight: SPACED }));
}
