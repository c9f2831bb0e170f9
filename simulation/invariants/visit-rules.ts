import type { IndexSettings } from '#core/settings/index-settings.ts';
import { SETTINGS_FRESH_MS } from '#core/settings/settings-cache.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { Pauses } from './pauses.ts';
import { SettingsSeen } from './settings-seen.ts';

/** Of clocks that may go 2 % wrong. */
const DRIFT = 1.03;
/**
 * From the moment when settings were asked for until they go into a claim: their row and that of the page are read
 * meanwhile.
 */
const ON_THEIR_WAY_MS = 2 * LATE_EFFECT_MS;

/** Knows by which settings of its index a visit may have gone: workers keep copies of them for some seconds. */
export class VisitRules {
  readonly #settings = new SettingsSeen();
  readonly #pauses = new Pauses();

  on(event: WorldEvent): void {
    this.#settings.on(event);
    this.#pauses.on(event);
  }

  /** @param claimed_ms when the visit was claimed, virtual ms. */
  of(index: string, by: string, claimed_ms: number): readonly IndexSettings[] {
    const old_ms = SETTINGS_FRESH_MS * DRIFT + ON_THEIR_WAY_MS;
    const still_ms = this.#pauses.length_ms(by, claimed_ms - old_ms, claimed_ms);
    return this.#settings.since(index, claimed_ms - old_ms - still_ms);
  }
}
