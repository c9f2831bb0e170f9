/**
 * Entry of a process with the emulators: tells its parent their variables, and whenever asked what they took of the machine.
 */
import { startEmulators } from '../../test/aws/emulators.ts';
import { countByTheRules } from './count-by-the-rules.ts';

countByTheRules();
const { env } = await startEmulators();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu_ms: (user + system) / 1000 });
});
// Without a parent there is nobody left to serve.
process.once('disconnect', () => process.exit());
process.send?.({ env });
