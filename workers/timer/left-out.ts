import type { OnBadRow } from '#core/tables/row.ts';
import type { Idling } from '#runtime/worker.ts';

/** Says which rows a sweep leaves out because they cannot be read: the rows behind them are looked after all the same. */
export function leftOut(log: Idling['log']): OnBadRow {
  return (error) => log.warn({ err: error }, 'a row cannot be read; the sweep leaves it out');
}
