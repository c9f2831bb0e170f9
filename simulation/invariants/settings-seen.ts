import { type IndexSettings, NO_SETTINGS, indexSettingsSchema } from '#core/settings/index-settings.ts';
import type { WorldEvent } from '../kernel/event.ts';

interface Stood {
  readonly settings: IndexSettings;
  /** Virtual ms. */
  readonly from_ms: number;
}

/** What was set for indexes, and since when. */
export class SettingsSeen {
  readonly #stood = new Map<string, Stood[]>();

  on(event: WorldEvent): void {
    if (event.type !== 'row' || event.table !== 'indexes') return;
    const row = event.after ?? event.before;
    if (row === undefined || row.pk !== 'settings') return;
    const settings = event.after === undefined ? NO_SETTINGS : indexSettingsSchema.parse(row['settings']);
    const stood = this.#stood.get(row.sk) ?? [];
    this.#stood.set(row.sk, [...stood, { settings, from_ms: event.at_ms }]);
  }

  now(index: string): IndexSettings {
    return this.#stood.get(index)?.at(-1)?.settings ?? NO_SETTINGS;
  }

  /** Virtual ms; -Infinity where nothing was ever set. */
  changed_ms(index: string): number {
    return this.#stood.get(index)?.at(-1)?.from_ms ?? -Infinity;
  }

  /** What stood at some moment since then, the oldest first. */
  since(index: string, since_ms: number): readonly IndexSettings[] {
    const stood = [{ settings: NO_SETTINGS, from_ms: -Infinity }, ...(this.#stood.get(index) ?? [])];
    return stood.flatMap(({ settings }, n) =>
      (stood[n + 1]?.from_ms ?? Infinity) >= since_ms ? [settings] : [],
    );
  }
}
