/** A process that claims a scratch folder, says which, and keeps it: `node claimer.ts <data>`. */
import { tell } from './tell.ts';
import { SystemScratch } from '#adapters/system/system-scratch.ts';
import { systemClock } from '#adapters/system/system-clock.ts';

const [data = ''] = process.argv.slice(2);
const folder = await new SystemScratch({ data }).claim('crash');
tell(`${folder.path}\n`);
await systemClock.sleep(60_000);
await folder.release();
