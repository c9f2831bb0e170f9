import type { SettingsHistory } from './api-schemas.ts';
import { formatTime } from './format.ts';

/** How settings came to be what they are, the latest change first: when, what for, and what changed. */
export function settingsHistoryLines({ history }: SettingsHistory): string[] {
  if (history.length === 0) return ['Nothing was ever set.'];
  return history.flatMap(({ revision, changed_at_ms, note, change }) => {
    const when = changed_at_ms === null ? 'when was not noted' : formatTime(changed_at_ms);
    const what =
      change === null ? `what changed is not noted: --at ${revision} prints it` : JSON.stringify(change);
    return [`${revision}  ${when}${note === null ? '' : `  ${note}`}`, `   ${what}`];
  });
}
