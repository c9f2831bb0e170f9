import { VERSION } from '../version.ts';
import { processShell } from './process-shell.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), processShell(), VERSION);
