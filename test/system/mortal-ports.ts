import type { Platform } from '#app/backend/platform.ts';
import { Outbox } from '#runtime/outbox.ts';

/** What every call of a process comes to once it is dead. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/** How a process dies: at which of its calls to the ports, and whether that call still came through. */
export interface Death {
  /** Counted from 1; Infinity for never. */
  readonly at_call: number;
  readonly applied: boolean;
}

/** Calls of a process to its ports, up to its death. */
export interface Life {
  readonly platform: Platform;
  calls(): number;
  isOver(): boolean;
}

/**
 * The ports of a process that dies at a certain call: nothing that it asks for afterwards happens, as if it had been
 * killed between two instructions. What it learns from is left alone (receives, reads of streams): they change nothing.
 */
export function mortal(platform: Platform, death: Death): Life {
  let calls = 0;
  const life = { calls: () => calls, isOver: () => calls >= death.at_call };
  const guard = async (call: () => unknown): Promise<unknown> => {
    calls += 1;
    if (calls > death.at_call) throw new Dead('the process is dead');
    if (calls < death.at_call) return call();
    if (death.applied) await call();
    throw new Dead('the process died');
  };
  const queue = guarded(platform.queue, ['send', 'extend', 'delete'], guard);
  const table = guarded(
    platform.table,
    ['put', 'update', 'delete', 'insertNew', 'get', 'getMany', 'query'],
    guard,
  );
  const objects = guarded(platform.objects, ['put', 'putIfAbsent', 'delete', 'get', 'head', 'list'], guard);
  return {
    ...life,
    platform: { ...platform, queue, table, objects, outbox: new Outbox({ ...platform, queue }) },
  };
}

function guarded<Port extends object>(
  port: Port,
  methods: readonly (keyof Port & string)[],
  guard: (call: () => unknown) => Promise<unknown>,
): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = (...args: unknown[]): unknown => Reflect.apply(member, target, args);
      if (!methods.some((method) => method === name)) return call;
      return (...args: unknown[]) => guard(() => call(...args));
    },
  });
}
