import { startEmulators } from './emulators.ts';

/** The emulators in a process of their own: writes its variables as a line of JSON, and ends when its input does. */
await using emulators = await startEmulators();
process.stdout.write(`${JSON.stringify(emulators.env)}\n`);
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
