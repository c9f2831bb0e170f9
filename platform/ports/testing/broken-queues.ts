import { isFifo, type Queue, type Received } from '#ports/queue.ts';

/** Ways to break a queue, by what is wrong with it: a check of queues that passes one of them is worth nothing. */
export const BROKEN_QUEUES: Readonly<Record<string, (queue: Queue) => Queue>> = {
  'a receive loses a message': (queue) =>
    broken(queue, { receive: async (...of) => (await queue.receive(...of)).slice(0, 9) }),
  'a visibility ends too early': (queue) =>
    broken(queue, {
      receive: (name, options) =>
        queue.receive(name, { ...options, visibility_ms: Math.max(0, options.visibility_ms - 1) }),
    }),
  'an aborted receive takes messages': (queue) =>
    broken(queue, {
      receive: async (name, { signal, ...options }) => {
        if (signal?.aborted !== true) return queue.receive(name, options);
        if ((await queue.list(name)).includes(name)) await queue.receive(name, options);
        return [];
      },
    }),
  'every delivery is the first': (queue) => receiving(queue, (one) => ({ ...one, receive_count: 1 })),
  'every delivery has an id of its own': (queue) =>
    receiving(queue, (one) => (one.receive_count === 1 ? one : { ...one, message_id: one.receipt })),
  'a receipt of an earlier delivery deletes': (queue) => {
    const { seen, latest } = deliveries();
    return broken(receiving(queue, seen), {
      delete: (name, receipts) => queue.delete(name, receipts.map(latest)),
    });
  },
  'a receipt of an earlier delivery extends': (queue) => {
    const { seen, latest } = deliveries();
    return broken(receiving(queue, seen), {
      extend: (name, receipts, ms) => queue.extend(name, receipts.map(latest), ms),
    });
  },
  'nothing is handed back': (queue) =>
    broken(queue, {
      extend: (name, receipts, ms) => queue.extend(name, receipts, ms === 0 ? 1 : ms),
    }),
  'a message is deleted from its queue by way of another': (queue) =>
    broken(queue, {
      delete: async (name, receipts) => {
        const names = await queue.list(name.slice(0, name.lastIndexOf('-') + 1));
        for (const other of [name, ...names]) await queue.delete(other, receipts);
      },
    }),
  'a delay is overlooked': (queue) =>
    broken(queue, {
      send: (name, messages) =>
        queue.send(
          name,
          messages.map((one) => (one.delay_ms === 30 ? { ...one, delay_ms: 0 } : one)),
        ),
    }),
  'a repeat is sent': (queue) => {
    let sent = 0;
    return broken(queue, {
      send: (name, messages) =>
        queue.send(
          name,
          messages.map((one) =>
            one.dedup_id === undefined || one.dedup_id === ''
              ? one
              : { ...one, dedup_id: `${one.dedup_id} ${(sent += 1)}` },
          ),
        ),
    });
  },
  'a batch is sent from its end': (queue) =>
    broken(queue, {
      send: async (name, messages) =>
        isFifo(name) && messages.length === 2
          ? (await queue.send(name, messages.toReversed())).toReversed()
          : queue.send(name, messages),
    }),
  'a removal does nothing': (queue) => broken(queue, { remove: () => Promise.resolve() }),
  'a peek shows what is ready alone': (queue) =>
    broken(queue, {
      peek: async (name, max) => {
        const { ready } = await queue.counts(name);
        return (await queue.peek(name, max)).slice(0, ready);
      },
    }),
  'a count takes what is delayed for ready': (queue) =>
    broken(queue, {
      counts: async (name) => {
        const { ready, delayed, ...rest } = await queue.counts(name);
        return { ...rest, ready: ready + delayed, delayed: 0 };
      },
    }),
};

function broken(queue: Queue, faults: Partial<Queue>): Queue {
  return {
    create: (...of) => queue.create(...of),
    remove: (...of) => queue.remove(...of),
    list: (...of) => queue.list(...of),
    send: (...of) => queue.send(...of),
    receive: (...of) => queue.receive(...of),
    extend: (...of) => queue.extend(...of),
    delete: (...of) => queue.delete(...of),
    counts: (...of) => queue.counts(...of),
    peek: (...of) => queue.peek(...of),
    ...faults,
  };
}

function receiving(queue: Queue, change: (received: Received) => Received): Queue {
  return broken(queue, { receive: async (...of) => (await queue.receive(...of)).map((one) => change(one)) });
}

/** `latest` turns a receipt into that of the last delivery of its message. */
function deliveries(): { seen: (received: Received) => Received; latest: (receipt: string) => string } {
  const messages = new Map<string, string>();
  const receipts = new Map<string, string>();
  return {
    seen: (received) => {
      messages.set(received.receipt, received.message_id);
      receipts.set(received.message_id, received.receipt);
      return received;
    },
    latest: (receipt) => receipts.get(messages.get(receipt) ?? '') ?? receipt,
  };
}
