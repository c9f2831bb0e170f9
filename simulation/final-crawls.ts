import { hostOf, indexNameFor, pathOf, schemeOf } from '#core/crawl/url.ts';
import { act } from './script/client-actions.ts';
import { SimClient } from './script/sim-client.ts';
import type { World } from './world.ts';

/**
 * Crawls every site into the index of its own name once more, now that nothing goes wrong: what is there then must be
 * all and right.
 */
export function finalCrawls(world: World): void {
  const client = new SimClient(world, 'client-last');
  for (const url of world.web.starts) {
    const site = hostOf(url);
    const index = indexNameFor(site);
    const crawl_id = `${index}.last`;
    const what = { action: 'crawl', by: 'message', index, url, crawl_id } as const;
    const message = {
      type: 'index+crawl',
      site,
      scheme: schemeOf(url),
      path: pathOf(url),
      index,
      crawl_id,
    } as const;
    const crawl = (): void => void act(client, what, () => client.post(message));
    world.timeline.after(0, crawl);
  }
}
