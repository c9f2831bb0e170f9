import { checkMessage } from '#messages/registry.ts';
import type { Client } from '../action.ts';

/** A client whose calls are written down. Messages are checked as a real one checks them; sleeping takes no time. */
export function fakeClient(
  written: (call: string, ...args: readonly unknown[]) => void = () => undefined,
): Client {
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `ID${ids}`;
  };
  return {
    name: 'client-1',
    id: newId,
    async sleep(ms) {
      written('sleep', ms);
    },
    async post(...messages) {
      for (const message of messages) written('post', checkMessage(message));
    },
    async postRaw(queue, body) {
      written('postRaw', queue, body);
    },
    async startCrawl(request) {
      written('startCrawl', request);
      return `${request.index ?? 'one.test'}.${newId().toLowerCase()}`;
    },
    async cancelCrawl(crawl_id) {
      written('cancelCrawl', crawl_id);
      return true;
    },
    async changeSettings(index, patch) {
      written('changeSettings', index, patch);
    },
    async search(request) {
      written('search', request);
    },
    async movePack() {
      written('movePack');
    },
    tell(action, detail, accepted) {
      written('tell', action, detail, accepted);
    },
  };
}
