/** Raised when a file of an older Sitepack can no longer be used as it is. */
export const QUEUE_FORMAT = 1;

/**
 * A message is in one of three states, and each has an index that holds only it:
 *
 * - 0 ready: may be received. Served group by group, hence the index by group; the rowid, which orders a group, is part
 *   of every index.
 * - 1 hidden: delayed, or in a receiver's hands, until `visible_at_ms`.
 * - 2 waiting: behind another message of its FIFO group. The first of a group is never in this state, the others always
 *   are, so that FIFO and standard queues are received from in the same way.
 *
 * AUTOINCREMENT, since a receipt names a `seq`, which must not come back for another message.
 */
export const QUEUE_SCHEMA = `
CREATE TABLE queues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  queue INTEGER NOT NULL,
  fifo INTEGER NOT NULL,
  state INTEGER NOT NULL,
  visible_at_ms INTEGER NOT NULL,
  receive_count INTEGER NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  grp TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX ready ON messages (queue, grp) WHERE state = 0;
CREATE INDEX hidden ON messages (queue, visible_at_ms, receive_count) WHERE state = 1;
CREATE INDEX fifo_groups ON messages (queue, grp) WHERE fifo = 1;

CREATE TABLE dedup (
  queue INTEGER NOT NULL,
  dedup_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  forget_at_ms INTEGER NOT NULL,
  PRIMARY KEY (queue, dedup_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dedup_forget ON dedup (forget_at_ms);
`;
