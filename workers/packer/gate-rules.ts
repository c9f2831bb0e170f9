import { GATE_DEFAULTS, type GateThresholds } from '#core/cluster/gate-thresholds.ts';
import type { GoldenSetting } from '#core/cluster/golden-setting.ts';
import type { TunedQuery } from '#core/query/tuning.ts';
import { tuningBy } from '#core/settings/search-settings.ts';
import { readSettings } from '#core/tables/settings.ts';
import type { PackerDeps } from './worker.ts';

/** What the gate goes by for an index. */
export interface GateRules {
  readonly thresholds: GateThresholds;
  readonly golden: readonly GoldenSetting[];
  /** How a golden query is asked. */
  readonly tuned: (query: string) => TunedQuery;
}

/** What the gate goes by for an index: as it is set for that one, else as it is configured. */
export async function gateRules(
  { table, settings }: Pick<PackerDeps, 'table' | 'settings'>,
  index: string,
): Promise<GateRules> {
  const { gate = {}, search } = (await readSettings(table, index)).settings;
  const thresholds = {
    spare_documents: gate.spare_documents ?? settings.gate_spare_documents,
    lost_share: gate.lost_share ?? settings.gate_lost_share,
    lost_share_by: gate.lost_share_by ?? GATE_DEFAULTS.lost_share_by,
    failed_share: gate.failed_share ?? settings.gate_failed_share,
    shrunk_share: gate.shrunk_share ?? settings.gate_shrunk_share,
    missed_share: gate.missed_share ?? GATE_DEFAULTS.missed_share,
  };
  return { thresholds, golden: gate.golden ?? [], tuned: tuningBy(search).tuned };
}
