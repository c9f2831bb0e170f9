import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { processShell } from './process-shell.ts';
import { run } from './program.ts';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

process.exitCode = await run(process.argv.slice(2), processShell(), version);
