import type { SequenceDiagram } from '../../simulation/report/sequence-diagram.ts';
import { Vocabulary } from '../../simulation/report/vocabulary.ts';
import { type Participant, recordedDiagram } from './recorded-diagram.ts';

/** With queues and rows, or only who sends what to whom in the end. */
export type Detail = 'queues' | 'workers';

/** Who takes what lies in a queue. */
const CONSUMERS: Readonly<Partial<Record<Participant, Participant>>> = {
  IQ: 'I',
  CQ: 'C',
  TQ: 'T',
  PQ: 'P',
  OQ: 'O',
  S1Q: 'S1',
  S2Q: 'S2',
};

/** Draws what the workers do at their ports, while it is switched on. */
export class Recorder {
  readonly vocabulary = new Vocabulary();
  readonly #queues = new Map<string, Participant>();
  #diagram: SequenceDiagram<Participant> | undefined;
  #detail: Detail = 'queues';

  /** From now on a queue is drawn as this participant. */
  nameQueue(real: string, participant: Participant): void {
    this.#queues.set(real, participant);
  }

  begin(title: string, detail: Detail): void {
    this.#diagram = recordedDiagram(title);
    this.#detail = detail;
  }

  /** Ends a recording. @returns its diagram. */
  end(): string {
    const text = this.#diagram?.text() ?? '';
    this.#diagram = undefined;
    return text;
  }

  arrow(...args: Parameters<SequenceDiagram<Participant>['arrow']>): void {
    this.#diagram?.arrow(...args);
  }

  /** @param always also where rows are left out. */
  note(over: Participant, text: string | undefined, always = false): void {
    if (text !== undefined && (always || this.#detail === 'queues')) this.#diagram?.note(over, text);
  }

  sent(from: Participant, real: string, body: string): void {
    const queue = this.#queueOf(real);
    const to = this.#detail === 'queues' ? queue : (CONSUMERS[queue] ?? queue);
    this.arrow(from, to, this.vocabulary.message(body));
  }

  received(by: Participant, real: string, body: string): void {
    const queue = this.#queueOf(real);
    if (this.#detail === 'queues') {
      this.arrow(by, queue, 'Get message');
      this.#diagram?.activate(queue);
      this.arrow(queue, by, this.vocabulary.message(body));
      this.#diagram?.deactivate(queue);
    }
    this.#diagram?.activate(by);
  }

  /** The message in hand is done, or given back. */
  released(by: Participant): void {
    this.#diagram?.deactivate(by);
  }

  putBack(by: Participant, real: string, visibility_ms: number): void {
    this.arrow(by, this.#queueOf(real), `Put back, hidden for ${visibility_ms} ms`);
  }

  #queueOf(real: string): Participant {
    const queue = this.#queues.get(real);
    if (queue === undefined) throw new Error(`queue "${real}" has no participant in the diagrams`);
    return queue;
  }
}
