import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { toFault } from './faults.ts';
import type { Answer, Inbound, Outbound, Request } from './thread-protocol.ts';

/** Requests that one commit takes, so that none waits long for the others. One batch goes in whole. */
const MAX_GROUP = 1_000;

/** A store that is open on this thread. */
export interface OpenStore {
  /** The answers of a group of requests, in their order. */
  run(requests: readonly Request[]): Answer[];
  close(): void;
}

/**
 * The far end of a {@link StoreThread}: whatever was posted while the last group was in work makes the next group.
 * Reading one message per event instead would commit batch by batch. The store is opened by the first group; when that
 * fails, the group fails and the next one tries again.
 */
export function serveBatches(port: MessagePort, where: string, open: () => OpenStore): void {
  let store: OpenStore | undefined;
  const answer = (group: readonly Request[]): Answer[] => {
    try {
      store ??= open();
      return store.run(group);
    } catch (error) {
      const fault = toFault(error, where);
      return group.map(() => ({ fault }));
    }
  };
  port.on('message', (first: Inbound) => {
    let message: Inbound | undefined = first;
    while (message !== undefined) {
      const group: Request[] = [];
      while (message !== undefined && message !== 'close' && group.length < MAX_GROUP) {
        group.push(...message);
        message = receiveMessageOnPort(port)?.message;
      }
      if (group.length > 0) port.postMessage(answer(group) satisfies Outbound);
      if (message === 'close') {
        store?.close();
        port.close();
        return;
      }
    }
  });
}
