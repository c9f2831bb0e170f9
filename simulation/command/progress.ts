import { createLogUpdate } from 'log-update';
import { count } from '../report/count.ts';

/** Often enough to be seen to move. */
const REDRAW_MS = 200;
/** Where lines stay. */
const NEXT_LINE_MS = 60_000;

/**
 * Tells on standard error how far many runs are: what it says depends on the machine, and standard output must not. On a
 * terminal all the time, elsewhere a line each minute and at the end.
 */
export class Progress {
  readonly #all: number;
  readonly #begun_ms = performance.now();
  readonly #line = createLogUpdate(process.stderr);
  #done = 0;
  #bad = 0;
  #drawn_ms = performance.now();

  /** @param all runs that there will be. */
  constructor(all: number) {
    this.#all = all;
  }

  /** One more is done. @param isBad it is one to tell of. */
  add(isBad: boolean): void {
    this.#done += 1;
    if (isBad) this.#bad += 1;
    const { isTTY } = process.stderr;
    if (performance.now() - this.#drawn_ms < (isTTY ? REDRAW_MS : NEXT_LINE_MS)) return;
    this.#drawn_ms = performance.now();
    const text = `${this.#text()} of ${count(this.#all)}${this.#bad > 0 ? `, ${count(this.#bad)} caught` : ''}`;
    if (isTTY) this.#line(text);
    else process.stderr.write(`${text}\n`);
  }

  /** Makes way for lines that stay. */
  clear(): void {
    if (process.stderr.isTTY) this.#line.clear();
  }

  end(): void {
    this.clear();
    process.stderr.write(`${this.#text()}\n`);
  }

  #text(): string {
    const elapsed_s = (performance.now() - this.#begun_ms) / 1000;
    return `${count(this.#done)} runs in ${elapsed_s.toFixed(1)} s, ${(this.#done / elapsed_s).toFixed(2)} seeds/s`;
  }
}
