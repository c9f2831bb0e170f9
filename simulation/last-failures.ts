import { z } from 'zod';
import type { WorldEvent } from './kernel/event.ts';
import { count } from './report/count.ts';
import { logText } from './report/log-text.ts';

/** Failures that are looked at, the newest. */
const MOST = 1000;
/** As pino has them: from here on something did not go as it should. */
const WARN_LEVEL = 40;

/** What a line of a log is about, by the fields that all workers give it. */
const line = z.looseObject({
  queue: z.string().optional(),
  queue_message_id: z.string().optional(),
  index: z.string().optional(),
  site: z.string().optional(),
  crawl_id: z.string().optional(),
  url: z.string().optional(),
});
type Line = z.infer<typeof line>;
const ABOUT = [
  'queue',
  'queue_message_id',
  'index',
  'site',
  'crawl_id',
  'url',
] as const satisfies readonly (keyof Line)[];

interface Failure {
  readonly at_ms: number;
  readonly by: string;
  readonly text: string;
  /** Names of what failed: of its process, queue, index, crawl and so on. */
  readonly about: readonly string[];
}

/** What went wrong last, as the processes' logs say it: of a world that never comes to rest, why. */
export class LastFailures {
  readonly #failures: Failure[] = [];

  add(event: WorldEvent): void {
    if (event.type !== 'log' || event.level < WARN_LEVEL) return;
    const fields = line.parse(JSON.parse(event.text));
    const about = [event.by, ...ABOUT.flatMap((name) => fields[name] ?? [])];
    this.#failures.push({ at_ms: event.at_ms, by: event.by, text: logText(event.text), about });
    if (this.#failures.length === 2 * MOST) this.#failures.splice(0, MOST);
  }

  /**
   * As the end of a sentence.
   * @param trouble says what is stuck, by names that logs have too.
   */
  text(trouble: string): string {
    const about = this.#failures.findLast((failure) => failure.about.some((name) => hasWord(trouble, name)));
    if (about !== undefined) return `the last failure about that was ${failureText(about)}`;
    const last = this.#failures.at(-1);
    return last === undefined
      ? 'nothing failed before'
      : `nothing about that failed before; the last failure of all was ${failureText(last)}`;
  }
}

function failureText({ at_ms, by, text }: Failure): string {
  return `at ${count(at_ms)} ms, ${by}: ${text}`;
}

/** Whether a name stands in a text by itself: `one.test` is not in `one.test.01hf7yf29r`. */
function hasWord(text: string, name: string): boolean {
  const at = text.indexOf(name);
  if (at === -1 || name === '') return false;
  const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
  return !/[\w.-]/.test(around) || hasWord(text.slice(at + name.length), name);
}
