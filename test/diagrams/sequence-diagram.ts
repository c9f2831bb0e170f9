/** Who takes part, from left to right: workers, their queues, what lies outside. */
const PARTICIPANTS = {
  U: 'Client',
  I: 'Indexer',
  C: 'Crawler',
  T: 'Timer',
  P: 'Packer',
  O: 'Orchestrator',
  R: 'Router',
  S1: 'Searcher 1',
  S2: 'Searcher 2',
  IQ: 'IndexQueue',
  CQ: 'CrawlQueue',
  TQ: 'TimerQueue',
  PQ: 'PackQueue',
  OQ: 'OrchQueue',
  S1Q: 'SearcherQueue 1',
  S2Q: 'SearcherQueue 2',
  IDQ: 'IndexQueue, dead letters',
  WWW: 'WWW',
  S3: 'S3',
} as const;
export type Participant = keyof typeof PARTICIPANTS;

/** For whoever opens the file to change it. */
const HOW = '%% Recorded from a run (test/diagrams), written by "npm run docs".';

/** One way, the answer to it, or there and back. */
export type Arrow = '->>' | '-->>' | '<<->>';

/** A Mermaid sequence diagram in the making. Who takes part is known when it is done. */
export class SequenceDiagram {
  readonly #title: string;
  readonly #lines: string[] = [];
  readonly #present = new Set<string>();

  constructor(title: string) {
    this.#title = title;
  }

  arrow(from: Participant, to: Participant, label: string, arrow: Arrow = '->>'): void {
    this.#add([from, to], `${from}${arrow}${to}: ${escapeLabel(label)}`);
  }

  note(over: Participant, text: string): void {
    this.#add([over], `Note right of ${over}: ${escapeLabel(text)}`);
  }

  activate(who: Participant): void {
    this.#add([who], `activate ${who}`);
  }

  /** Ends what `activate` began; where nothing is drawn in between, neither is. */
  deactivate(who: Participant): void {
    if (this.#lines.at(-1) === `activate ${who}`) this.#lines.pop();
    else this.#add([who], `deactivate ${who}`);
  }

  /** The text of a `.mmd` file. */
  text(): string {
    const participants = Object.entries(PARTICIPANTS)
      .filter(([id]) => this.#present.has(id))
      .map(([id, name]) => `participant ${id} as ${name}`);
    const body = ['autonumber', ...participants, ...this.#lines].map((line) => `    ${line}`);
    return [`%% ${this.#title}`, HOW, 'sequenceDiagram', ...body, ''].join('\n');
  }

  #add(who: readonly Participant[], line: string): void {
    for (const one of who) this.#present.add(one);
    this.#lines.push(line);
  }
}

/**
 * A label as Mermaid shows it: `;` would end the statement, `#` begin a code, and what stands in angle brackets would be
 * taken for an HTML element and left out.
 */
function escapeLabel(label: string): string {
  const codes: Readonly<Record<string, string>> = { '#': '#35;', ';': '#59;', '<': '#lt;', '>': '#gt;' };
  return label.replaceAll(/[#;<>]/g, (character) => codes[character] ?? character).replaceAll(/\s+/g, ' ');
}
