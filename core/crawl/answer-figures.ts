import { z } from 'zod';
import type { FrontierRow } from '#core/tables/frontier.ts';
import { TimeHistogram } from './time-histogram.ts';
import { TopList } from './top-list.ts';

/** URLs named in each of the lists. */
const MOST_NAMED = 10;

const count = z.int().min(0);
const named = z.object({
  url: z.string(),
  status: z.int(),
  duration_ms: count,
  wire_bytes: count,
  /** Absent when it was not read to its end. */
  body_bytes: count.optional(),
});

/**
 * What the hosts of a crawl were asked for, and what they said: over all of its URLs, sitemaps included, and robots.txt
 * not. Of a URL that was asked for again the last answer counts, but for `requests`.
 */
export const answerFiguresSchema = z.object({
  /** Those included that nobody answered, or whose process died. */
  requests: count,
  /** URLs by the status of their answer. */
  statuses: z.record(z.string(), count),
  /** Bytes of bodies as they came over the wire. */
  wire_bytes: count,
  /** Bytes of bodies as they were read, decompressed. */
  body_bytes: count,
  /** How long answers took, from the request to the last byte; `median_ms` and `p95_ms` within 5 %. Null without any. */
  times: z.object({ median_ms: z.number(), p95_ms: z.number(), longest_ms: z.number() }).nullable(),
  /** Between the first answer and the last one. */
  span_ms: count,
  /** URLs that were asked whether they had changed, and those of them that had not: 304. */
  conditional: count,
  not_modified: count,
  /** The longest time first. */
  slowest: z.array(named),
  /** The largest first, by `body_bytes` where that is known. */
  largest: z.array(named),
});
export type AnswerFigures = z.infer<typeof answerFiguresSchema>;

/** Sums up answers, in bounded memory. */
export class AnswerSums {
  readonly #times = new TimeHistogram();
  readonly #slowest = new TopList<z.infer<typeof named>>(MOST_NAMED);
  readonly #largest = new TopList<z.infer<typeof named>>(MOST_NAMED);
  readonly #statuses = new Map<number, number>();
  readonly #sums = { requests: 0, wire_bytes: 0, body_bytes: 0, conditional: 0, not_modified: 0 };
  #first_ms = Infinity;
  #last_ms = -Infinity;

  add({ url, answer, attempts = 0 }: Pick<FrontierRow, 'url' | 'answer' | 'attempts'>): void {
    this.#sums.requests += attempts;
    if (answer === undefined) return;
    const { status, wire_bytes, body_bytes, duration_ms, at_ms, conditional } = answer;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    this.#sums.wire_bytes += wire_bytes;
    this.#sums.body_bytes += body_bytes ?? 0;
    if (conditional === true) this.#sums.conditional += 1;
    if (conditional === true && status === 304) this.#sums.not_modified += 1;
    this.#times.add(duration_ms);
    this.#first_ms = Math.min(this.#first_ms, at_ms);
    this.#last_ms = Math.max(this.#last_ms, at_ms);
    const item = {
      url,
      status,
      duration_ms,
      wire_bytes,
      ...(body_bytes === undefined ? {} : { body_bytes }),
    };
    this.#slowest.add(item, duration_ms);
    this.#largest.add(item, body_bytes ?? wire_bytes);
  }

  get figures(): AnswerFigures {
    const times = {
      median_ms: Math.round(this.#times.quantile(0.5)),
      p95_ms: Math.round(this.#times.quantile(0.95)),
      longest_ms: this.#times.longest_ms,
    };
    const isAnswered = this.#statuses.size > 0;
    return {
      ...this.#sums,
      statuses: Object.fromEntries(this.#statuses),
      times: isAnswered ? times : null,
      span_ms: isAnswered ? this.#last_ms - this.#first_ms : 0,
      slowest: this.#slowest.items,
      largest: this.#largest.items,
    };
  }
}
