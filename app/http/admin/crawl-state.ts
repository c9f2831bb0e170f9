import type { CrawlState } from '../crawl-view.ts';
import type { Html } from '../pages/layout.ts';
import { type Mood, state } from './figures.ts';

const MOODS: Readonly<Record<CrawlState, Mood>> = {
  running: 'busy',
  packing: 'busy',
  done: 'good',
  cancelled: 'idle',
};

/** How a crawl is, in a word. */
export function crawlState(word: CrawlState): Html {
  return state(MOODS[word], word);
}
