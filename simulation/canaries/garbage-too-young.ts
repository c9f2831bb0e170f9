import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** Versions that should be kept are swept with the garbage, and so is what a slow packer wrote just now. */
export const garbageTooYoung: Canary = {
  name: 'garbage-too-young',
  breaks: 'garbage is collected whatever its age, and no version but the live one is kept',
  caught_by: ['I5'],
  platform: (platform) => {
    const { objects, config } = platform;
    return {
      ...platform,
      config: { ...config, keep_versions: 1, keep_s: 0 },
      objects: overlay(objects, {
        async list(prefix, options) {
          const page = await objects.list(prefix, options);
          const old = page.objects.map(({ key, bytes }) => ({ key, bytes, modified_ms: 0 }));
          return { ...page, objects: old };
        },
      }),
    };
  },
};
