import { z } from 'zod';
import type { WorldEvent } from './kernel/event.ts';
import { momentText } from './report/moment.ts';
import { logText } from './report/log-text.ts';

/** Warnings that are looked at, the newest. */
const MOST = 1000;
/** As pino has them: from here on something did not go as it should. */
const WARN_LEVEL = 40;

const line = z.record(z.string(), z.unknown());
/** What a line of a log is about, by the fields that all workers give it. */
const ABOUT = ['queue', 'queue_message_id', 'index', 'site', 'crawl_id', 'url'] as const;

interface Warning {
  readonly at_ms: number;
  readonly by: string;
  readonly text: string;
  /** Names of what it is about: of its process, queue, index, crawl and so on. */
  readonly about: readonly string[];
}

/** Of what the processes' logs warned last: of a world that never comes to rest, why. */
export class LastWarnings {
  readonly #warnings: Warning[] = [];

  add(event: WorldEvent): void {
    if (event.type !== 'log' || event.level < WARN_LEVEL) return;
    const fields = line.parse(JSON.parse(event.text));
    const named = ABOUT.map((name) => fields[name]).filter((value) => typeof value === 'string');
    const about = [event.by, ...named];
    this.#warnings.push({ at_ms: event.at_ms, by: event.by, text: logText(event.text), about });
    if (this.#warnings.length === 2 * MOST) this.#warnings.splice(0, MOST);
  }

  /**
   * As the end of a sentence.
   * @param trouble says what is stuck, by names that logs have too.
   */
  text(trouble: string): string {
    const about = this.#warnings.findLast((warning) => warning.about.some((name) => hasWord(trouble, name)));
    if (about !== undefined) return `the last warning about that was ${warningText(about)}`;
    const last = this.#warnings.at(-1);
    return last === undefined
      ? 'nobody warned of anything'
      : `no warning was about that; the last of all was ${warningText(last)}`;
  }
}

function warningText({ at_ms, by, text }: Warning): string {
  return `at ${momentText(at_ms)}, ${by}: ${text}`;
}

/** Whether a name stands in a text by itself: `one.test` is not in `one.test.01hf7yf29r`. */
function hasWord(text: string, name: string): boolean {
  const at = text.indexOf(name);
  if (at === -1 || name === '') return false;
  const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
  return !/[\w.-]/.test(around) || hasWord(text.slice(at + name.length), name);
}
