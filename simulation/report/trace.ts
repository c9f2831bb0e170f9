import type { QueueNames } from '#runtime/queue-names.ts';
import type { Observer } from '../kernel/event.ts';
import type { Violation } from '../outcome.ts';
import { count, counted } from './count.ts';
import { type Drawing, EventDrawing, WORLD } from './event-drawing.ts';
import { moment, momentText } from './moment.ts';
import { participantIds, participantName } from './participants.ts';
import { SequenceDiagram } from './sequence-diagram.ts';

/** What of a run is drawn. */
export interface TraceChoice {
  /** From this {@link moment} on; when neither this nor the other is given, the last lines. */
  readonly from_ms?: number | undefined;
  /** Up to the end of this one. */
  readonly to_ms?: number | undefined;
  /** Registrations of searchers too, which come again and again. */
  readonly registrations?: boolean | undefined;
}

/** Lines of the end of a run: what Mermaid draws in a reasonable time, and a person reads. */
const LAST_LINES = 300;
/** Lines of a window; what comes after them is left out. */
const MOST_LINES = 2000;
/** Characters that Mermaid draws if nobody tells it otherwise (its `maxTextSize`). */
const MOST_CHARACTERS = 50_000;
/** Characters of a label. */
const MOST_LABEL = 160;

interface Line {
  readonly at_ms: number;
  /** Number of the event, as `Violation.event_number` counts them. */
  readonly event_number: number;
  readonly drawing: Drawing;
}

/** Draws a run as a Mermaid sequence diagram: messages by way of their queues, and what befell whom. */
export class Trace {
  readonly #events: EventDrawing;
  readonly #choice: TraceChoice;
  readonly #isWindow: boolean;
  #lines: Line[] = [];
  #left_out = 0;
  #event_number = 0;
  /** When something happened that would be drawn and is outside of the window. */
  #last_before_ms: number | undefined;
  #first_after_ms: number | undefined;

  constructor(names: QueueNames, choice: TraceChoice = {}) {
    this.#events = new EventDrawing(names, choice.registrations === true);
    this.#choice = choice;
    this.#isWindow = choice.from_ms !== undefined || choice.to_ms !== undefined;
  }

  readonly observe: Observer = (event) => {
    // Logs are no events of a run: there are more of them when somebody asks.
    if (event.type !== 'log') this.#event_number += 1;
    const drawing = this.#events.draw(event);
    if (drawing === undefined) return;
    if (!this.#isWanted(event.at_ms)) {
      if (moment(event.at_ms) < (this.#choice.from_ms ?? 0)) this.#last_before_ms = event.at_ms;
      else this.#first_after_ms ??= event.at_ms;
      return;
    }
    if (this.#isWindow && this.#lines.length === MOST_LINES) {
      this.#left_out += 1;
      return;
    }
    this.#lines.push({ at_ms: event.at_ms, event_number: this.#event_number, drawing });
    if (!this.#isWindow && this.#lines.length === 2 * LAST_LINES) this.#forget(LAST_LINES);
  };

  /**
   * The text of a `.mmd` file: what was seen until now.
   * @param comments lines for whoever opens it.
   * @param violation is drawn at its place, if that is in the part that is drawn.
   */
  text(comments: readonly string[], violation?: Violation): string {
    if (!this.#isWindow) this.#forget(LAST_LINES);
    let text = this.#draw(comments, violation);
    while (!this.#isWindow && text.length > MOST_CHARACTERS && this.#lines.length > 1) {
      this.#forget(Math.floor(this.#lines.length * 0.9));
      text = this.#draw(comments, violation);
    }
    if (text.length <= MOST_CHARACTERS) return text;
    return this.#draw([...comments, this.#sizeText(text.length)], violation);
  }

  #draw(comments: readonly string[], violation: Violation | undefined): string {
    const lines = this.#with(violation);
    const ids = participantIds(this.#events.participants);
    const participants = Object.fromEntries([...ids].map(([name, id]) => [id, participantName(name)]));
    const diagram = new SequenceDiagram(participants, [
      ...comments,
      ...this.#omissions(),
      ...this.#legend(),
      ...crawlNames(lines.map(({ drawing }) => drawing)),
    ]);
    const id = (name: string): string => ids.get(name) ?? name;
    for (const { at_ms, drawing } of lines) {
      const at = `${moment(at_ms)} ms:`;
      if ('over' in drawing) diagram.note(id(drawing.over), `${at} ${cut(drawing.text)}`);
      else diagram.arrow(id(drawing.from), id(drawing.to), `${at} ${cut(drawing.label)}`, drawing.arrow);
    }
    return diagram.text();
  }

  #isWanted(at_ms: number): boolean {
    const { from_ms = 0, to_ms = Infinity } = this.#choice;
    return moment(at_ms) >= from_ms && moment(at_ms) <= to_ms;
  }

  /** The lines, with the violation behind the event at which it was seen. */
  #with(violation: Violation | undefined): readonly Line[] {
    if (violation === undefined || !this.#isWanted(violation.at_ms)) return this.#lines;
    const { at_ms, event_number } = violation;
    const place = this.#lines.findLastIndex((line) => line.event_number <= event_number) + 1;
    // Behind the last line that a window has room for there are others.
    if (this.#isWindow && place === MOST_LINES) return this.#lines;
    const drawing = { over: WORLD, text: `VIOLATION of ${violation.invariant}: ${violation.text}` };
    return this.#lines.toSpliced(place, 0, { at_ms, event_number, drawing });
  }

  #forget(most: number): void {
    this.#left_out += Math.max(0, this.#lines.length - most);
    this.#lines = this.#lines.slice(-most);
  }

  #sizeText(characters: number): string {
    // A little less than its share: lines are not all as long.
    const fitting = this.#lines[Math.floor((0.9 * this.#lines.length * MOST_CHARACTERS) / characters)];
    const until = fitting === undefined ? '' : `, such as --trace-to ${moment(fitting.at_ms)}`;
    return (
      `these are ${count(characters)} characters, and Mermaid draws ${count(MOST_CHARACTERS)} unless its maxTextSize is raised: ` +
      `--trace-from and --trace-to choose a smaller window${until}`
    );
  }

  #omissions(): readonly string[] {
    if (this.#isWindow && this.#lines.length === 0) return [this.#emptyText()];
    if (this.#left_out === 0) return [];
    const where = this.#isWindow ? 'after' : 'before';
    return [`${counted(this.#left_out, 'line')} ${where} these left out: --trace-from and --trace-to choose`];
  }

  #emptyText(): string {
    const before = this.#last_before_ms;
    const after = this.#first_after_ms;
    const near = [
      ...(before === undefined ? [] : [`the last before is at ${momentText(before)}`]),
      ...(after === undefined ? [] : [`the first after is at ${momentText(after)}`]),
    ];
    const where = near.length === 0 ? 'nor anywhere in the run' : near.join(', ');
    return `nothing to draw between --trace-from and --trace-to: ${where}`;
  }

  #legend(): readonly string[] {
    const registrations =
      this.#choice.registrations === true
        ? []
        : ['registrations of searchers left out: --registrations draws them'];
    return [...LEGEND, ...registrations];
  }
}

/** Whose the short names are, a line for each crawl that is drawn. */
function crawlNames(drawings: readonly Drawing[]): readonly string[] {
  const crawls = drawings.flatMap(({ crawl }) => (crawl === undefined ? [] : [crawl]));
  const ids = new Map(crawls.map(({ name, id }) => [name, id]));
  return [...ids].map(([name, id]) => `legend: ${name} is the crawl ${id}`);
}

/** What lines mean, for whoever reads them as text. */
const LEGEND: readonly string[] = [
  'legend: times are virtual ms since the run began',
  'legend: A->>Q m1 is message 1 sent by A to the queue Q; to the object store, an object put or deleted',
  'legend: Q-->>B m1 is that message received by B; from an orchestrator to a client, the answer to a search',
  'legend: "in 3754 ms" behind a message: it lies there for so long before anybody can receive it',
  'legend: "delivery 2" behind a message: it is received for the second time, and nobody had deleted it',
  'legend: world->>Q m1 is a copy of a message that the queue itself made, or that came again: a fault, and no one sent it',
  'legend: B-xQ m1 is that message deleted: B is done with it',
  'legend: C<<->>WWW is a request of C to a site, and its status',
  'legend: pack-20 is a pack: the twentieth of the run, in place of its hash',
  'legend: "page URL: gone, packed" is what came of a visit, and whether the page waits to be packed',
  'legend: "frontier of c1: URL is open" is a URL of a crawl that is to be visited; closed: it was',
  'legend: notes of a process are its starts and ends, rows it wrote, warnings of its log; of world, faults and the violation',
];

/** Where the disks of a run lie, which is another place each time. */
const FOLDER = /[^\s"']*\/sitepack-simulation-\w+/g;

function cut(text: string): string {
  const label = text.replaceAll(FOLDER, '');
  return label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL)}…` : label;
}
