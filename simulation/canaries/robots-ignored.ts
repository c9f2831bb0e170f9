import type { Web } from '#ports/web.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** Pages are asked for that their host closed to robots. */
export const robotsIgnored: Canary = {
  name: 'robots-ignored',
  breaks: 'every robots.txt seems to be missing, and so everything allowed',
  caught_by: ['I2'],
  surroundings: (surroundings) =>
    overlay(surroundings, { openWeb: () => withoutRobots(surroundings.openWeb()) }),
};

/** A web in which no host has a robots.txt. */
export function withoutRobots(web: Web): Web {
  return overlay(web, {
    async request(request) {
      const response = await web.request(request);
      const isRobots = new URL(request.url).pathname === '/robots.txt';
      return isRobots ? { ...response, status: 404, headers: {}, body: new Uint8Array() } : response;
    },
  });
}
