/** One way, the answer to it, there and back, or the end of what was there. */
export type Arrow = '->>' | '-->>' | '<<->>' | '-x';

/** Whoever may take part, from left to right: what a diagram calls them by their id in it (letters and digits). */
export type Participants<Id extends string> = Readonly<Record<Id, string>>;

/** A Mermaid sequence diagram in the making. Who takes part is known when it is done. */
export class SequenceDiagram<Id extends string> {
  readonly #participants: Participants<Id>;
  readonly #comments: readonly string[];
  readonly #lines: string[] = [];
  readonly #present = new Set<string>();

  /** @param comments for whoever opens the file, a line each. */
  constructor(participants: Participants<Id>, comments: readonly string[]) {
    this.#participants = participants;
    this.#comments = comments;
  }

  arrow(from: Id, to: Id, label: string, arrow: Arrow = '->>'): void {
    this.#add([from, to], `${from}${arrow}${to}: ${escapeLabel(label)}`);
  }

  note(over: Id, text: string): void {
    this.#add([over], `Note right of ${over}: ${escapeLabel(text)}`);
  }

  activate(who: Id): void {
    this.#add([who], `activate ${who}`);
  }

  /** Ends what `activate` began; where nothing is drawn in between, neither is. */
  deactivate(who: Id): void {
    if (this.#lines.at(-1) === `activate ${who}`) this.#lines.pop();
    else this.#add([who], `deactivate ${who}`);
  }

  /** The text of a `.mmd` file. */
  text(): string {
    const participants = Object.entries(this.#participants)
      .filter(([id]) => this.#present.has(id))
      .map(([id, name]) => `participant ${id} as ${String(name)}`);
    const body = ['autonumber', ...participants, ...this.#lines].map((line) => `    ${line}`);
    // A comment ends with its line.
    const comments = this.#comments.map((comment) => `%% ${comment.replaceAll(/\s+/g, ' ')}`);
    return [...comments, 'sequenceDiagram', ...body, ''].join('\n');
  }

  #add(who: readonly Id[], line: string): void {
    for (const one of who) this.#present.add(one);
    this.#lines.push(line);
  }
}

const CODES: Readonly<Record<string, string>> = { '#': '#35;', ';': '#59;', '<': '#lt;', '>': '#gt;' };

/**
 * A label as Mermaid shows it: `;` would end the statement, `#` begin a code, what stands in angle brackets would be
 * taken for an HTML element and left out, and the word "end" ends a block wherever it stands alone.
 */
export function escapeLabel(label: string): string {
  return label
    .replaceAll(/[#;<>]/g, (character) => CODES[character] ?? character)
    .replaceAll(/\b(e)n(d)\b/gi, '$1#110;$2')
    .replaceAll(/\s+/g, ' ');
}
