import { must, type Probe } from './probe.ts';
import { PROBED_TABLE } from './workplace.ts';

const TABLES = 'use tables that keep what DynamoDB promises, or SITEPACK_BACKEND=embedded';
const RACERS = 30;

/** What Sitepack relies upon in a table. */
export const TABLE_PROBES: readonly Probe[] = [
  {
    name: 'tables: round trip',
    why: 'everything that Sitepack knows would be unreliable',
    remedy: TABLES,
    async run({ table }, workplace) {
      const key = workplace.row('round trip');
      const fields = { text: 'žluť 漢字 🦉', number: 1.5, list: [1, 'two', null], nested: { yes: true } };
      for (let n = 0; n < 5; n++) {
        await table.put(PROBED_TABLE, { ...key, ...fields, n });
        const got = await table.get(PROBED_TABLE, key);
        must(got !== undefined, 'a row is not there right after it was written');
        must(got['n'] === n, 'a row is read in an old state right after it was written');
        must(
          JSON.stringify([got['text'], got['number'], got['list'], got['nested']]) ===
            JSON.stringify(Object.values(fields)),
          'a row is read otherwise than it was written',
        );
      }
      await table.delete(PROBED_TABLE, key);
      must((await table.get(PROBED_TABLE, key)) === undefined, 'a row can be read after it was deleted');
      return 'written, written over, read and deleted, each at once';
    },
  },
  {
    name: 'tables: one winner',
    why: 'two packers could hold the lease on an index, and documents be lost',
    remedy: TABLES,
    async run({ table }, workplace) {
      const key = workplace.row('race');
      const made = await Promise.all(
        Array.from({ length: RACERS }, (_, writer) =>
          table.put(PROBED_TABLE, { ...key, version: 0, writer }, { version: undefined }),
        ),
      );
      const makers = made.filter(Boolean).length;
      must(makers === 1, `${makers} of ${RACERS} who made a row at once were told that they did`);
      must(
        (await table.get(PROBED_TABLE, key))?.['writer'] === made.indexOf(true),
        'the row is not that of the one who was told so',
      );
      const changed = await Promise.all(
        Array.from({ length: RACERS }, (_, writer) =>
          table.update(PROBED_TABLE, key, { set: { version: 1, writer } }, { version: 0 }),
        ),
      );
      const winners = changed.filter((found) => found !== undefined).length;
      must(
        winners === 1,
        `${winners} of ${RACERS} who changed version 0 of a row at once were told that they did`,
      );
      must(
        (await table.get(PROBED_TABLE, key))?.['writer'] ===
          changed.findIndex((found) => found !== undefined),
        'the row is not that of the one who was told so',
      );
      return `of ${RACERS} who wrote at once one won, twice`;
    },
  },
  {
    name: 'tables: conditions',
    why: 'a worker that slept could undo what others have done since',
    remedy: TABLES,
    async run({ table }, workplace) {
      const key = workplace.row('conditions');
      await table.put(PROBED_TABLE, { ...key, owner: 'a', n: 1 });
      const refused = await table.update(PROBED_TABLE, key, { set: { n: 2 } }, { owner: 'b' });
      must(refused === undefined, 'a change whose condition does not hold is taken');
      must((await table.get(PROBED_TABLE, key))?.['n'] === 1, 'a change that was refused is in the row');
      const taken = await table.update(
        PROBED_TABLE,
        key,
        { set: { n: 2 }, remove: ['owner'] },
        { owner: 'a' },
      );
      must(
        taken?.['n'] === 2 && !('owner' in taken),
        'a change whose condition holds does not come back as it is',
      );
      must(
        !(await table.delete(PROBED_TABLE, key, { n: 1 })),
        'a deletion whose condition does not hold is taken',
      );
      must((await table.get(PROBED_TABLE, key)) !== undefined, 'a deletion that was refused was done');
      const inserted = await table.insertNew(PROBED_TABLE, [
        { ...key },
        { ...workplace.row('conditions, new') },
      ]);
      must(inserted.join() === 'false,true', 'a row that is there was inserted, or a new one was not');
      must(await table.delete(PROBED_TABLE, key, { n: 2 }), 'a deletion whose condition holds is refused');
      return 'changes, deletions and insertions keep to their conditions';
    },
  },
  {
    name: 'tables: order',
    why: 'listings of pages and crawls would miss some',
    remedy: TABLES,
    async run({ table }, workplace) {
      const keys = ['a', 'a b', 'a/b', 'a0', 'aa', 'b', 'é'].map((name) => workplace.row(`order ${name}`));
      for (const key of keys.toReversed()) await table.put(PROBED_TABLE, { ...key, n: 1 });
      const read = async (reverse: boolean): Promise<string[]> => {
        const got: string[] = [];
        let after: string | undefined;
        do {
          const query = {
            pk: workplace.pk,
            prefix: 'order ',
            limit: 3,
            reverse,
            ...(after === undefined ? {} : { after }),
          };
          const page = await table.query(PROBED_TABLE, query);
          got.push(...page.rows.map(({ sk }) => sk));
          after = page.next;
        } while (after !== undefined && got.length <= keys.length);
        return got;
      };
      for (const reverse of [false, true]) {
        const got = (await read(reverse)).join();
        const expected = (reverse ? keys.toReversed() : keys).map(({ sk }) => sk).join();
        must(got === expected, `rows come${reverse ? ' backwards' : ''} as ${got}, not as ${expected}`);
      }
      return 'in order, page by page, forwards and backwards';
    },
  },
  {
    name: 'tables: sparse index',
    why: 'a crawl could be taken for over while it has open pages',
    remedy: `${TABLES}; tables of DynamoDB need the local secondary index that "sitepack setup" makes`,
    async run({ table }, workplace) {
      const key = workplace.row('sparse');
      const marked = async (): Promise<number> =>
        (await table.query(PROBED_TABLE, { pk: workplace.pk, sparse: true, prefix: 'doctor' })).rows.length;
      for (let n = 0; n < 5; n++) {
        await table.put(PROBED_TABLE, { ...key, mark: `doctor ${n}` });
        must((await marked()) === 1, 'a row is not in the sparse index right after it was marked');
        await table.update(PROBED_TABLE, key, { remove: ['mark'] });
        must((await marked()) === 0, 'a row is in the sparse index after its mark was taken');
      }
      return 'as the table is, right after a write';
    },
  },
];
