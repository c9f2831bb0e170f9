import type { CrawlStatus } from './api-schemas.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import type { Shell } from './shell.ts';

/** Shows how far a crawl is. */
export interface CrawlDisplay {
  show(at: { readonly status: CrawlStatus; readonly pages_per_s: number; readonly elapsed_ms: number }): void;
  /** Leaves the screen to what comes next. */
  end(): void;
}

/** Between two lines when nobody looks at a terminal: a log, say. */
const LINE_EVERY_MS = 5000;
/** At its start a crawl has nothing to tell. */
const FIRST_LINE_MS = 200;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Shows nothing, for programs. */
export const NO_DISPLAY: CrawlDisplay = { show: () => undefined, end: () => undefined };

/** One block that is redrawn on a terminal; plain lines elsewhere. */
export function crawlDisplay(shell: Shell): CrawlDisplay {
  return shell.live ? liveDisplay(shell) : plainDisplay(shell);
}

function liveDisplay(shell: Shell): CrawlDisplay {
  let turn = 0;
  return {
    show({ status, pages_per_s, elapsed_ms }) {
      turn = (turn + 1) % SPINNER.length;
      const head = `${SPINNER[turn] ?? ''} ${stage(status)}  ${formatDuration(elapsed_ms)}`;
      shell.redraw(`${head}\n  ${figures(status)} · ${pages_per_s.toFixed(1)} pages/s`);
    },
    end: () => shell.redraw(''),
  };
}

function plainDisplay(shell: Shell): CrawlDisplay {
  let shown_ms = Number.NEGATIVE_INFINITY;
  let shown_stage = '';
  let shown = '';
  return {
    show({ status, pages_per_s, elapsed_ms }) {
      const now = stage(status);
      if (elapsed_ms < FIRST_LINE_MS) return;
      if (now === shown_stage && elapsed_ms - shown_ms < LINE_EVERY_MS) return;
      shown_stage = now;
      shown_ms = elapsed_ms;
      // A log has no use for lines that tell nothing new but the time.
      const news = `${now}; ${figures(status)}`;
      if (news === shown) return;
      shown = news;
      shell.note(`${formatDuration(elapsed_ms)}: ${news}; ${pages_per_s.toFixed(1)} pages/s`);
    },
    end: () => undefined,
  };
}

/** What is being done, in words. */
function stage(status: CrawlStatus): string {
  if (status.waiting !== null) return `Waiting to pack: ${status.waiting}`;
  if (status.finished_at_ms !== null) return `Loading version ${status.version ?? 0} into a searcher`;
  if (status.state === 'running') return `Crawling ${status.url}`;
  return status.state === 'cancelled' ? 'Cancelled; packing what was read' : `Packing "${status.index}"`;
}

function figures({ progress }: CrawlStatus): string {
  const { found, fetched, failed, skipped, bytes } = progress;
  const counts = { found, fetched, failed, skipped };
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${formatCount(count)}`);
  return [...parts, formatBytes(bytes)].join(' · ');
}
