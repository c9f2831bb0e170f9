import type { Web } from '#ports/web.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** Hosts are asked as often as we like, whatever they ask for. */
export const crawlDelayIgnored: Canary = {
  name: 'crawl-delay-ignored',
  breaks: 'no robots.txt seems to ask for a Crawl-delay',
  caught_by: ['I2'],
  surroundings: (surroundings) =>
    overlay(surroundings, { openWeb: () => withoutCrawlDelay(surroundings.openWeb()) }),
};

/** A web in which robots.txt says nothing of delays. */
export function withoutCrawlDelay(web: Web): Web {
  return overlay(web, {
    async request(request) {
      const response = await web.request(request);
      if (new URL(request.url).pathname !== '/robots.txt') return response;
      const text = Buffer.from(response.body).toString();
      return { ...response, body: Buffer.from(text.replaceAll(/^crawl-delay:.*$/gim, '')) };
    },
  });
}
