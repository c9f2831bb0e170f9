import { failingSchema } from '#core/crawl/failing.ts';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import { heldSchema } from '#core/tables/heads.ts';
import type { Row } from '#ports/table.ts';
import type { EventOf } from '../kernel/event.ts';
import type { Mark } from './coverage-topics.ts';

type Rows = Pick<EventOf<'row'>, 'before' | 'after'>;

/** What the write of a row shows: states that were reached, by the fields that core/tables gives them. */
export function rowMarks({ table, before, after }: EventOf<'row'>): readonly Mark[] {
  switch (table) {
    case 'timers':
      if ((after ?? before)?.pk === 'schedules') return named('schedules', scheduleMarks({ before, after }));
      return after === undefined
        ? [['timers', 'deleted']]
        : [['timers', `${textOf(before, 'state') || 'none'} to ${textOf(after, 'state')}`]];
    case 'crawls':
      return named('crawls', crawlMarks({ before, after }));
    case 'pages':
      return [...named('pages', pageMarks({ before, after })), ...outcomeMark({ before, after })];
    case 'frontier':
      return [...outcomeMark({ before, after }), ...named('crawls', startMarks({ before, after }))];
    case 'heads':
      return named('heads', headMarks({ before, after }));
    case 'nodes':
      return after?.pk === 'roles'
        ? named('role of the orchestrator', leaseMarks({ before, after }, 'owner', 'epoch'))
        : [];
    case 'failures':
      return named('messages', failureMarks({ before, after }));
    default:
      return [];
  }
}

function named(topic: Mark[0], names: readonly string[]): readonly Mark[] {
  return names.map((name) => [topic, name]);
}

function scheduleMarks({ before, after }: Rows): readonly string[] {
  if (after === undefined) return ['dropped'];
  if (before === undefined) return ['made'];
  return before['last_ms'] === after['last_ms'] ? ['changed'] : ['fell due'];
}

function crawlMarks({ before, after }: Rows): readonly string[] {
  if (after === undefined) return ['deleted'];
  const changed = (field: string): boolean => before?.[field] !== after[field];
  return [
    ...(changed('state') ? [textOf(after, 'state')] : []),
    ...(changed('cut') && after['cut'] === true ? ['cut'] : []),
    ...(changed('known_asked') && Number(after['known_asked']) > 0 ? ['known asked'] : []),
    ...(changed('stalled') && Number(after['stalled']) > 0 ? ['stalled'] : []),
    ...(changed('finished_at_ms') ? ['reported'] : []),
  ];
}

function startMarks({ before, after }: Rows): readonly string[] {
  return before === undefined && after?.['other_start'] === true ? ['other start'] : [];
}

function pageMarks({ before, after }: Rows): readonly string[] {
  if (after === undefined) return ['deleted'];
  const [was, is] = [textOf(before, 'visit_owner'), textOf(after, 'visit_owner')];
  const forgotten = before?.['content_hash'] !== undefined && after['content_hash'] === undefined;
  return [
    ...(before?.['state'] === after['state'] ? [] : [textOf(after, 'state')]),
    ...(before?.['mark'] === after['mark'] ? [] : [after['mark'] === undefined ? 'packed' : 'pending']),
    ...(is === '' || is === was ? [] : [was === '' ? 'claimed' : 'claim taken over']),
    ...(forgotten ? ['forgotten'] : []),
    ...(isGivenUp(after) && !isGivenUp(before) ? givenUpMarks(after) : []),
    ...(before?.['fetched_at_ms'] !== after['fetched_at_ms'] && isResting(after) ? ['left to rest'] : []),
  ];
}

function isGivenUp(row: Row | undefined): boolean {
  return failingSchema.safeParse(row?.['failing']).data?.given_up === true;
}

function givenUpMarks(row: Row): readonly string[] {
  const visits = failingSchema.safeParse(row['failing']).data?.visits ?? 0;
  return visits > 1 ? ['given up', 'given up after a grace'] : ['given up'];
}

/** As a visit words it that does not ask for a page. */
function isResting(row: Row): boolean {
  return outcomeSchema.safeParse(row['outcome']).data?.reason.startsWith('it changes seldom') === true;
}

function outcomeMark({ before, after }: Rows): readonly Mark[] {
  if (JSON.stringify(before?.['outcome']) === JSON.stringify(after?.['outcome'])) return [];
  const outcome = outcomeSchema.safeParse(after?.['outcome']).data;
  return outcome === undefined ? [] : [['outcomes', outcome.kind]];
}

function headMarks({ before, after }: Rows): readonly string[] {
  if (after === undefined) return ['row deleted'];
  const published =
    after['deleted'] === false && before?.['version'] !== after['version'] && after['version'] !== 0;
  return [
    ...(before === undefined ? ['made'] : []),
    ...leaseMarks({ before, after }, 'lease_owner', 'fence').map((mark) => `lease ${mark}`),
    ...(published ? ['version published'] : []),
    ...(published && before?.['deleted'] === true ? ['index live again'] : []),
    ...heldMarks(before?.['held'], after['held']),
    ...(before?.['deleted'] !== true && after['deleted'] === true ? ['index deleted'] : []),
  ];
}

function heldMarks(before: unknown, after: unknown): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (after === undefined) return ['version held no longer'];
  const isGolden = heldSchema.safeParse(after).data?.reasons.some(({ code }) => code === 'golden_missed');
  return ['version held', ...(isGolden === true ? ['version held for a golden query'] : [])];
}

/** @param fence field that counts the takings. */
function leaseMarks({ before, after }: Rows, owner: string, fence: string): readonly string[] {
  const [was, is] = [textOf(before, owner), textOf(after, owner)];
  if (before?.[fence] !== after?.[fence] && is !== '') return [was === '' ? 'taken' : 'taken over'];
  if (is === '') return was === '' ? [] : ['released'];
  const sequence = owner === 'owner' ? 'sequence' : 'lease_sequence';
  return before?.[sequence] === after?.[sequence] ? [] : ['renewed'];
}

function failureMarks({ before, after }: Rows): readonly string[] {
  if (after === undefined) return [];
  return before?.['count'] === after['count'] ? ['put off'] : ['failure counted'];
}

function textOf(row: Row | undefined, field: string): string {
  const value = row?.[field];
  return typeof value === 'string' ? value : '';
}
