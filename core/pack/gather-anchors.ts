import type Database from 'better-sqlite3';
import { chosenTexts, mostTargets, roundedLinks } from './anchor-text.ts';
import { NO_NAME, inLinkGraph } from './link-graph.ts';

/** Aliases of aliases that are followed; as many as redirects are. */
const MOST_ALIASES = 10;
/** Documents looked at at a time. */
const BATCH = 1000;

/**
 * Gathers for each document of a version by what texts the others link to it, and how many do, as {@link stageAnchors}
 * takes it from the graph. Links to a page that redirects, or names another URL as its own, are links to where that leads.
 * Texts that lead to very many documents are left out. Sources that are no documents any more are forgotten.
 *
 * All of it is done inside SQLite, which sorts on disk what memory does not hold. A text counts once for each page. The
 * graph is all that is read: the documents of the version are those that {@link noteDocuments} has put there. Where
 * documents, aliases and links are those that were gathered from before, what was gathered stands.
 */
export function gatherAnchors({ path }: { path: string }): void {
  inLinkGraph(path, (db) => {
    db.transaction(() => {
      if (isGathered(db)) return;
      forgetSources(db);
      resolveAliases(db);
      hearLinks(db);
      gather(db);
      noteGathered(db);
    })();
  });
}

function isGathered(db: Database.Database): boolean {
  return (
    count(db, 'SELECT count(*) FROM gathered_links') > 0 &&
    isSame(db, 'documents', 'n') &&
    isSame(db, 'aliases', 'n, target')
  );
}

/** Whether a table is as it was when it was gathered from. */
function isSame(db: Database.Database, table: 'documents' | 'aliases', columns: string): boolean {
  return (
    count(db, `SELECT count(*) FROM ${table}`) === count(db, `SELECT count(*) FROM gathered_${table}`) &&
    count(
      db,
      `SELECT count(*) FROM (SELECT ${columns} FROM ${table} EXCEPT SELECT ${columns} FROM gathered_${table})`,
    ) === 0
  );
}

function noteGathered(db: Database.Database): void {
  db.exec(`DELETE FROM gathered_documents;
    INSERT INTO gathered_documents SELECT n FROM documents;
    DELETE FROM gathered_aliases;
    INSERT INTO gathered_aliases SELECT n, target FROM aliases;
    INSERT OR IGNORE INTO gathered_links VALUES (1)`);
}

/** Forgets links of what is no document, and when most sources were forgotten since, the names that nothing has. */
function forgetSources(db: Database.Database): void {
  db.exec('DELETE FROM links WHERE source NOT IN documents');
  const { changes } = db.prepare('DELETE FROM sources WHERE n NOT IN documents').run();
  const forgotten = changes + Number(db.pragma('user_version', { simple: true }));
  const kept = count(db, 'SELECT count(*) FROM sources');
  if (forgotten > kept) {
    db.exec(`DELETE FROM names WHERE n NOT IN (
      SELECT n FROM documents UNION SELECT target FROM links UNION SELECT text FROM links
      UNION SELECT n FROM aliases UNION SELECT target FROM aliases)`);
  }
  db.pragma(`user_version = ${forgotten > kept ? 0 : forgotten}`);
}

/** Where the pages lead that are no documents themselves. */
function resolveAliases(db: Database.Database): void {
  db.exec(`CREATE TEMP TABLE leads (n INTEGER PRIMARY KEY, target INTEGER NOT NULL);
    INSERT INTO leads SELECT n, target FROM aliases WHERE n NOT IN documents`);
  const follow = db.prepare(`UPDATE leads SET target = (SELECT target FROM aliases WHERE n = leads.target)
    WHERE target NOT IN documents AND target IN (SELECT n FROM aliases)`);
  for (let n = 0; n < MOST_ALIASES && follow.run().changes > 0; n += 1);
}

/** All links between two documents: target, source and text. */
function hearLinks(db: Database.Database): void {
  db.exec(`CREATE TEMP TABLE heard (
      target INTEGER, source INTEGER, text INTEGER, PRIMARY KEY (target, source, text)
    ) WITHOUT ROWID;
    INSERT OR IGNORE INTO heard
      SELECT coalesce(leads.target, links.target) AS target, links.source, links.text
      FROM links LEFT JOIN leads ON leads.n = links.target
      WHERE coalesce(leads.target, links.target) IN documents
        AND coalesce(leads.target, links.target) <> links.source
      ORDER BY 1, 2, 3`);
}

function gather(db: Database.Database): void {
  const most = mostTargets(count(db, 'SELECT count(*) FROM documents'));
  db.exec(`CREATE TEMP TABLE common (n INTEGER PRIMARY KEY);
    INSERT INTO common
      SELECT text FROM heard GROUP BY text HAVING count(DISTINCT target) > ${most} OR text = ${NO_NAME}`);
  db.exec('DELETE FROM gathered');
  const put = db.prepare('INSERT INTO gathered (n, anchors, links_in) VALUES (?, ?, ?)');
  const texts = db
    .prepare<[number], string>(
      `SELECT name FROM (
         SELECT text, count(*) AS sources FROM heard
         WHERE target = ? AND text NOT IN (SELECT n FROM common) GROUP BY text
       ) AS said JOIN names ON names.n = said.text ORDER BY sources DESC, name`,
    )
    .pluck();
  const targets = db.prepare<[number], { target: number; sources: number }>(
    `SELECT target, count(DISTINCT source) AS sources FROM heard WHERE target > ?
     GROUP BY target ORDER BY target LIMIT ${BATCH}`,
  );
  // List after list: a connection that reads on cannot write.
  let batch = targets.all(-1);
  while (batch.length > 0) {
    for (const { target, sources } of batch)
      put.run(target, chosenTexts(texts.all(target)), roundedLinks(sources));
    batch = targets.all(batch.at(-1)?.target ?? Infinity);
  }
}

function count(db: Database.Database, sql: string): number {
  return Number(db.prepare(sql).pluck().get());
}
