import type { Config } from '#config';
import type { PreparedRules } from '#core/crawl/link-rules.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { SETTINGS_FRESH_MS } from '#core/settings/settings-cache.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { Pauses } from './pauses.ts';
import { SettingsSeen } from './settings-seen.ts';

/** Clocks may go 2 % wrong. */
const DRIFT = 1.03;

/** Knows by which rules for links a process may go: rules count as long as a handler may go by those that it has read. */
export class RulesSeen {
  readonly #settings = new SettingsSeen();
  readonly #pauses = new Pauses();
  /** Longest that a handler goes by settings that it has read, by its clock, and until what it writes takes effect. */
  readonly #stale_ms: number;

  constructor({ handler_timeout_ms }: Pick<Config, 'handler_timeout_ms'>) {
    this.#stale_ms = (SETTINGS_FRESH_MS + handler_timeout_ms) * DRIFT + LATE_EFFECT_MS;
  }

  on(event: WorldEvent): void {
    this.#settings.on(event);
    this.#pauses.on(event);
  }

  /** The rules of an index that a process may go by. */
  for(index: string, by: string, at_ms: number): readonly PreparedRules[] {
    return this.#settings.since(index, this.since_ms(by, at_ms)).map(linkRulesOf);
  }

  /** What a process goes by stood at that moment, or later. Virtual ms. */
  since_ms(by: string, at_ms: number): number {
    const since_ms = at_ms - this.#stale_ms;
    return since_ms - this.#pauses.length_ms(by, since_ms, at_ms);
  }
}
