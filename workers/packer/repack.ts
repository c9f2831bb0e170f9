import { fullPackTimer, rereadMessage } from '#core/crawl/page-messages.ts';
import { hostOf } from '#core/crawl/url.ts';
import { isReread, pageSchema } from '#core/tables/pages.ts';
import { parseRow } from '#core/tables/row.ts';
import type { Handler } from '#runtime/worker.ts';
import type { PackerDeps } from './worker.ts';

/** Rows looked at for one message: some seconds, so that packings of the index wait no longer for it. */
const MOST_PAGES = 5000;
/** Rows read, and messages sent, at a time. */
const BATCH = 500;
/** Sites of one message whose timers are started. One would do, but its pages may be read before those of others. */
const MOST_SITES = 100;

/**
 * Has every page of an index read anew from what is stored of it: posts an `index` for each, and a `repack` that goes
 * on where this one ends. Indexers do the reading; pages whose content comes out otherwise wait to be packed like any
 * other. When a site is quiet again all of the index is packed, with what its pages say of each other, though none came
 * out otherwise.
 */
export function repack(
  deps: Pick<PackerDeps, 'table'> & { readonly settings: Pick<PackerDeps['settings'], 'crawl_timeout_s'> },
): Handler<'repack'> {
  return async ({ index, after: from }, { send, signal, log }) => {
    let after = from;
    let posted = 0;
    const sites = new Set<string>();
    for (let seen = 0; seen < MOST_PAGES; seen += BATCH) {
      signal.throwIfAborted();
      const { rows, next } = await deps.table.query('pages', {
        pk: index,
        limit: BATCH,
        ...(after === undefined ? {} : { after }),
      });
      const pages = rows.map((row) => parseRow('pages', pageSchema, row)).filter(isReread);
      await send(...pages.map(rereadMessage));
      for (const { url } of pages) if (sites.size < MOST_SITES) sites.add(hostOf(url));
      posted += pages.length;
      after = next;
      if (after === undefined) break;
    }
    const { crawl_timeout_s } = deps.settings;
    await send(...[...sites].map((site) => fullPackTimer(site, index, crawl_timeout_s)));
    if (after !== undefined) await send({ type: 'repack', index, after });
    log.info({ index, posted, done: after === undefined }, 'pages are read anew');
  };
}
