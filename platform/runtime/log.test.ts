import { expect, it } from 'vitest';
import { openLog } from './log.ts';

const SECRET = 'correct-horse-battery';

it('no secret is written, even when the settings or a request are logged whole', () => {
  const lines: string[] = [];
  const log = openLog('info', { write: (line) => void lines.push(line) });
  const headers = { authorization: `Bearer ${SECRET}` };
  const err = Object.assign(new Error('refused'), { headers, secretAccessKey: SECRET });
  log.info(
    { config: { host: '127.0.0.1', key: SECRET }, settings: { key: SECRET, proxy: SECRET } },
    'started',
  );
  log
    .child({ config: { key: SECRET, proxy: SECRET } })
    .warn({ headers, request: { headers }, err }, 'refused');
  log.info(headers, 'asked');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain(SECRET);
  expect(lines[0]).toContain('"config":{"host":"127.0.0.1","key":"(secret)"}');
});

it("an object's key is none", () => {
  const lines: string[] = [];
  openLog('info', { write: (line) => void lines.push(line) }).info({ key: 'packs/a.zst' }, 'fetched');
  expect(lines.join('')).toContain('"key":"packs/a.zst"');
});
