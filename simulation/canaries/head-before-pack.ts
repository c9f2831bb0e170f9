import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** Packs are said to be stored, and are stored once the head has moved: until then it names what is not there. */
export const headBeforePack: Canary = {
  name: 'head-before-pack',
  breaks: 'the head of an index moves before the packs of its new version are stored',
  caught_by: ['I5'],
  platform: (platform) => {
    const { table, objects } = platform;
    const waiting: (readonly [string, Uint8Array])[] = [];
    const store = async (): Promise<void> => {
      for (const [key, bytes] of waiting.splice(0)) await objects.put(key, bytes);
    };
    return {
      ...platform,
      objects: overlay(objects, {
        async put(key, body, options) {
          if (!key.startsWith('packs/')) return objects.put(key, body, options);
          const bytes = body instanceof Uint8Array ? body : Buffer.concat(await Array.fromAsync(body));
          waiting.push([key, bytes]);
          return bytes.length;
        },
      }),
      table: overlay(table, {
        async update(name, key, changes, expected) {
          const row = await table.update(name, key, changes, expected);
          if (name === 'heads' && expected?.['version'] !== undefined) await store();
          return row;
        },
      }),
    };
  },
};
