import type { IndexSettings } from './index-settings.ts';
import { type JsonObject, asJson, mergeDiff } from './merge-patch.ts';
import { HIDDEN, hideSecrets, mapSecrets } from './secrets.ts';

/**
 * What makes some settings of others, as a JSON merge patch (RFC 7396) in which no secret is told: one that is another by
 * now is in it, hidden. Empty where they are the same.
 */
export function settingsChange(before: IndexSettings, after: IndexSettings): JsonObject {
  const kept = new Map<string, string>();
  mapSecrets(after, (secret, path) => {
    kept.set(path, secret);
    return secret;
  });
  // Hidden on both sides a secret does not differ: so one that is another by now is hidden on one side alone.
  const standing = mapSecrets(before, (secret, path) => (kept.get(path) === secret ? HIDDEN : ''));
  return mergeDiff(asJson(standing), asJson(hideSecrets(after)));
}
