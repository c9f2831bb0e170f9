import { pino } from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type Platform, openPlatform } from '#app/backend/platform.ts';
import { localApi } from './local-api.ts';
import { settingsOf } from './settings.ts';
import { testShell } from './testing/test-shell.ts';

it('a call fails with the error itself, which is logged nowhere', async () => {
  await using shell = await testShell();
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const opened = await openPlatform(settingsOf(shell, { log_level: 'warn' }), log);
  await using _ = { [Symbol.asyncDispose]: () => opened.close() };
  const away = new Error('the tables do not answer');
  const table: Platform['table'] = { ...opened.table, get: () => Promise.reject(away) };
  const api = localApi({ ...opened, table });
  await expect(api.get('/v1/indexes/site.gov', z.unknown())).rejects.toBe(away);
  await expect(api.get('/v1/nothing', z.unknown())).rejects.toMatchObject({ code: 'not_found' });
  await expect(api.get('/v1/indexes/Site', z.unknown())).rejects.toMatchObject({ code: 'bad_index_name' });
  expect(lines).toEqual([]);
});

it('commands that end by themselves show their log only to who looks for a fault', () => {
  const level = (log_level: 'info' | 'warn', given?: string) =>
    settingsOf({ env: given === undefined ? {} : { SITEPACK_LOG: given } }, { log_level }).log_level;
  expect([level('warn'), level('warn', 'info'), level('warn', 'debug')]).toEqual([
    'silent',
    'silent',
    'debug',
  ]);
  expect([level('info'), level('info', 'warn')]).toEqual(['info', 'warn']);
  expect(() => level('warn', 'loud')).toThrow('SITEPACK_LOG');
});
