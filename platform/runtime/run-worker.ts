import { Consumer, type ConsumerPorts, type ConsumerSettings } from './consumer.ts';
import type { Idling, WorkerDefinition } from './worker.ts';

/** A worker that runs. */
export interface RunningWorker {
  readonly role: WorkerDefinition['role'];
  /** Stops consuming, finishes or hands back what is in hand, then ends the loops beside. */
  stop(grace_ms: number): Promise<void>;
}

/** After a background loop threw. */
const RESTART_MS = 1000;

/** Starts a worker: its consumer and its background loops. A loop that throws is logged and started again. */
export function runWorker(
  worker: WorkerDefinition,
  ports: ConsumerPorts,
  settings: ConsumerSettings,
): RunningWorker {
  const log = ports.log.child({ worker: worker.role });
  const ended = new AbortController();
  const idling: Idling = { signal: ended.signal, log, send: (...messages) => ports.outbox.send(messages) };
  const consumer = new Consumer(worker, { ...ports, log }, settings);
  const loops = (worker.background ?? []).map(async (loop) => {
    while (!ended.signal.aborted) {
      try {
        await loop.run(idling);
        return;
      } catch (error) {
        log.error({ err: error, loop: loop.name }, 'a background loop failed; starting it again');
        await ports.clock.sleep(RESTART_MS, ended.signal);
      }
    }
  });
  if (worker.active !== undefined) ports.metrics.watchRole(worker.role, worker.active);
  consumer.start();
  return {
    role: worker.role,
    async stop(grace_ms) {
      try {
        await consumer.stop(grace_ms);
      } finally {
        ended.abort();
        await Promise.all(loops);
      }
    },
  };
}
