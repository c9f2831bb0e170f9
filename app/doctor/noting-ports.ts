import type { Ports } from './probe.ts';

/** What was written: sort keys of rows, keys of objects. What is deleted again stays in it. */
export interface Written {
  readonly rows: Set<string>;
  readonly objects: Set<string>;
}

/** The same ports; rows and objects whose writing was told to be done are noted in `written`. */
export function notingPorts(ports: Ports, written: Written): Ports {
  const { table, objects } = ports;
  return {
    ...ports,
    table: {
      get: (name, key) => table.get(name, key),
      getMany: (name, keys) => table.getMany(name, keys),
      async put(name, row, expected) {
        const done = await table.put(name, row, expected);
        written.rows.add(row.sk);
        return done;
      },
      update: (name, key, changes, expected) => table.update(name, key, changes, expected),
      delete: (name, key, expected) => table.delete(name, key, expected),
      async insertNew(name, rows) {
        const done = await table.insertNew(name, rows);
        for (const { sk } of rows) written.rows.add(sk);
        return done;
      },
      query: (name, query) => table.query(name, query),
    },
    objects: {
      async put(key, body, options) {
        const bytes = await objects.put(key, body, options);
        written.objects.add(key);
        return bytes;
      },
      async putIfAbsent(key, body) {
        const done = await objects.putIfAbsent(key, body);
        written.objects.add(key);
        return done;
      },
      get: (key, options) => objects.get(key, options),
      stream: (key, range) => objects.stream(key, range),
      head: (key) => objects.head(key),
      list: (prefix, options) => objects.list(prefix, options),
      delete: (keys) => objects.delete(keys),
    },
  };
}
