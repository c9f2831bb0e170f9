import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Refused } from './faults.ts';
import { GroupCommit } from './group-commit.ts';
import type { Answer } from './thread-protocol.ts';

/** A database of 64 pages with one table, and operations on it. */
function smallStore() {
  const db = new Database(':memory:');
  db.pragma('max_page_count = 64');
  db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO notes (id, text) VALUES (?, ?)');
  const select = db.prepare<unknown[], string>('SELECT text FROM notes WHERE id = ?').pluck();
  let runs = 0;
  const operations = {
    write: {
      run: ([id, text]: [number, string]) => {
        runs++;
        if (text === 'refused') throw new Refused('bad_name', 'not this one');
        insert.run(id, text);
        return id;
      },
      writes: () => true,
    },
    read: { run: (id: number) => select.get(id) ?? null, writes: () => false },
  };
  return { db, commit: new GroupCommit(db, operations, 'notes.sqlite'), runs: () => runs };
}

const codes = (answers: readonly Answer[]): unknown[] =>
  answers.map((answer) => ('fault' in answer ? answer.fault.code : 'done'));

test('a group waits for the disk, but where all that it writes may be forgotten', () => {
  const db = new Database(':memory:');
  const synchronous = () => db.pragma('synchronous', { simple: true });
  const operations = {
    write: { run: synchronous, writes: () => true },
    forget: { run: synchronous, writes: () => true, forgettable: true },
  };
  const [NORMAL, FULL] = [{ value: 1 }, { value: 2 }];
  db.pragma('synchronous = FULL');
  const commit = new GroupCommit(db, operations, 'notes.sqlite');
  expect(commit.run([['forget', 0]])).toEqual([NORMAL]);
  expect(
    commit.run([
      ['forget', 0],
      ['write', 0],
    ]),
  ).toEqual([FULL, FULL]);
  expect(commit.run([['forget', 0]])).toEqual([NORMAL]);
  expect(commit.run([['write', 0]])).toEqual([FULL]);
});

test('a group is answered in its order, and a read in it sees what was written before it', () => {
  const { commit } = smallStore();
  expect(
    commit.run([
      ['write', [1, 'a']],
      ['read', 1],
      ['read', 2],
    ]),
  ).toEqual([{ value: 1 }, { value: 'a' }, { value: null }]);
});

test('a refused operation fails alone, and costs the others nothing', () => {
  const { commit, runs } = smallStore();
  expect(
    codes(
      commit.run([
        ['write', [1, 'a']],
        ['write', [2, 'refused']],
        ['write', [3, 'c']],
      ]),
    ),
  ).toEqual(['done', 'bad_name', 'done']);
  expect(runs()).toBe(3);
});

test('an operation that SQLite refuses fails alone, and the others are written all the same', () => {
  const { commit, db } = smallStore();
  const answers = commit.run([
    ['write', [1, 'a']],
    ['write', [1, 'again']],
    ['write', [2, 'b']],
  ]);
  expect(codes(answers)).toEqual(['done', 'store_failed', 'done']);
  expect(db.inTransaction).toBe(false);
  expect(
    commit.run([
      ['read', 1],
      ['read', 2],
    ]),
  ).toEqual([{ value: 'a' }, { value: 'b' }]);
});

test('on a full disk the write that does not fit fails with a clear error, and work goes on', () => {
  const { commit } = smallStore();
  const answers = commit.run([
    ['write', [1, 'a']],
    ['write', [2, 'x'.repeat(1_000_000)]],
    ['write', [3, 'c']],
  ]);
  expect(codes(answers)).toEqual(['done', 'disk_full', 'done']);
  expect(answers[1]).toMatchObject({
    fault: { message: expect.stringContaining('notes.sqlite is full') as unknown },
  });
  expect(
    commit.run([
      ['write', [4, 'd']],
      ['read', 2],
      ['read', 4],
    ]),
  ).toEqual([{ value: 4 }, { value: null }, { value: 'd' }]);
});

test('a group that only reads starts no transaction', () => {
  const { commit, db } = smallStore();
  db.exec('BEGIN');
  expect(commit.run([['read', 1]])).toEqual([{ value: null }]);
  db.exec('COMMIT');
});
