import type { QueueNames } from '#runtime/queue-names.ts';
import type { Observer } from '../kernel/event.ts';
import { counted } from './count.ts';
import { type Drawing, EventDrawing, OBJECTS, WEB } from './event-drawing.ts';
import { SequenceDiagram } from './sequence-diagram.ts';

/** Which part of a run is drawn, in virtual ms; when neither is given, its last lines. */
export interface TraceWindow {
  readonly from_ms?: number | undefined;
  readonly to_ms?: number | undefined;
}

/** Lines of the end of a run: what Mermaid draws in a reasonable time, and a person reads. */
const LAST_LINES = 300;
/** Lines of a window; what comes after them is left out. */
const MOST_LINES = 2000;
/** Characters of a label. */
const MOST_LABEL = 160;

interface Line {
  readonly at_ms: number;
  readonly drawing: Drawing;
}

/** Draws a run as a Mermaid sequence diagram: messages by way of their queues, and what befell whom. */
export class Trace {
  readonly #events: EventDrawing;
  readonly #window: TraceWindow;
  readonly #isWindow: boolean;
  #lines: Line[] = [];
  #left_out = 0;

  constructor(names: QueueNames, window: TraceWindow = {}) {
    this.#events = new EventDrawing(names);
    this.#window = window;
    this.#isWindow = window.from_ms !== undefined || window.to_ms !== undefined;
  }

  readonly observe: Observer = (event) => {
    const drawing = this.#events.draw(event);
    if (drawing === undefined) return;
    const { from_ms = 0, to_ms = Infinity } = this.#window;
    if (event.at_ms < from_ms || event.at_ms > to_ms) return;
    if (this.#isWindow && this.#lines.length === MOST_LINES) {
      this.#left_out += 1;
      return;
    }
    this.#lines.push({ at_ms: event.at_ms, drawing });
    if (!this.#isWindow && this.#lines.length === 2 * LAST_LINES) this.#forget();
  };

  /**
   * The text of a `.mmd` file: what was seen until now.
   * @param comments lines for whoever opens it.
   */
  text(comments: readonly string[]): string {
    if (!this.#isWindow) this.#forget();
    const ids = idsOf(this.#lines);
    const participants = Object.fromEntries([...ids].map(([name, id]) => [id, mermaidName(name)]));
    const diagram = new SequenceDiagram(participants, [...comments, ...this.#omission()]);
    const id = (name: string): string => ids.get(name) ?? name;
    for (const { at_ms, drawing } of this.#lines) {
      const at = `${Math.floor(at_ms)} ms:`;
      if ('over' in drawing) diagram.note(id(drawing.over), `${at} ${cut(drawing.text)}`);
      else diagram.arrow(id(drawing.from), id(drawing.to), `${at} ${cut(drawing.label)}`, drawing.arrow);
    }
    return diagram.text();
  }

  #forget(): void {
    this.#left_out += Math.max(0, this.#lines.length - LAST_LINES);
    this.#lines = this.#lines.slice(-LAST_LINES);
  }

  #omission(): readonly string[] {
    if (this.#left_out === 0) return [];
    const where = this.#isWindow ? 'after' : 'before';
    return [`${counted(this.#left_out, 'line')} ${where} these left out: --trace-from and --trace-to choose`];
  }
}

/** From left to right: clients, queues and workers in the order of a page's way, what lies outside. */
const ORDER = [/^client/, /indexer|index/, /crawl/, /timer/, /pack/, /orchestrator/, /searcher/, /^all/];

/** Everybody who takes part, in their order, by the ids that they have in the diagram. */
function idsOf(lines: readonly Line[]): ReadonlyMap<string, string> {
  const names = new Set<string>();
  for (const { drawing } of lines)
    for (const name of 'over' in drawing ? [drawing.over] : [drawing.from, drawing.to]) names.add(name);
  const placed = [...names].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return new Map(placed.map((name, n) => [name, `P${n + 1}`]));
}

function placeOf(name: string): number {
  if (name === WEB || name === OBJECTS) return ORDER.length + 1;
  const place = ORDER.findIndex((pattern) => pattern.test(name));
  return place === -1 ? ORDER.length : place;
}

/** Names of participants may have no other characters. */
function mermaidName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9, -]+/g, ' ').trim();
}

/** Where the disks of a run lie, which is another place each time. */
const FOLDER = /[^\s"']*\/sitepack-simulation-\w+/g;

function cut(text: string): string {
  const label = text.replaceAll(FOLDER, '');
  return label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL)}…` : label;
}
