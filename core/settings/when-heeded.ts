import { SETTINGS_FRESH_MS } from './settings-cache.ts';

/** How soon a change of settings counts, for people. Pages ask for settings; a crawl, a schedule and a packing ask once. */
export const WHEN_HEEDED =
  `Pages that are read ${SETTINGS_FRESH_MS / 1000} seconds after a change are read by it. "domains", "max_depth", "max_pages", "max_bytes" and "max_seconds" count ` +
  'from the next crawl on, "schedule" from the next sweep on, which comes once in SITEPACK_CRAWL_TIMEOUT_S (10 s; 300 s on AWS), "gate" ' +
  `from the next packing on, and "search" for searches ${SETTINGS_FRESH_MS / 1000} seconds later, but for "search.fields": the next full packing heeds these, ` +
  '"sitepack index repack INDEX" or the end of a crawl.';
