import { expect, it } from 'vitest';
import { settingsHistoryLines } from './settings-history-text.ts';

it('tells of each change when it was made, what for, and what it was', () => {
  const at_ms = Date.UTC(2026, 2, 1, 12, 30);
  const change = { crawl: { max_depth: 20 } };
  const history = [
    { revision: 12, changed_at_ms: at_ms, note: 'the archive is deep', change },
    { revision: 11, changed_at_ms: at_ms, note: null, change: null },
    { revision: 10, changed_at_ms: null, note: null, change: null },
  ];
  const lines = settingsHistoryLines({ revision: 12, history });
  expect(lines.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?( UTC)?/, 'WHEN'))).toEqual([
    '12  WHEN  the archive is deep',
    '   {"crawl":{"max_depth":20}}',
    '11  WHEN',
    '   what changed is not noted: --at 11 prints it',
    '10  when was not noted',
    '   what changed is not noted: --at 10 prints it',
  ]);
  expect(settingsHistoryLines({ revision: 0, history: [] })).toEqual(['Nothing was ever set.']);
});
