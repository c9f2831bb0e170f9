import { codeOf } from './first-call.ts';
import { type Finding, NotSeen, type Ports, type Probe } from './probe.ts';

/** Whether tables have the keys and the index that "sitepack setup" gives them, which nobody can change later. */
export const TABLE_SHAPE_PROBE: Probe = {
  name: 'tables as set up',
  needs: ['tables'],
  gives: ['tables'],
  why: 'rows cannot be written or found as Sitepack does it',
  remedy: 'take another SITEPACK_PREFIX, or delete the tables if nobody needs them, and run "sitepack setup"',
  run: tablesAsSetUp,
};

async function tablesAsSetUp({ config, describeTables }: Ports): Promise<Finding | string> {
  if (config.backend === 'embedded') return 'embedded tables have nothing to set';
  if (describeTables === undefined)
    return { state: 'skipped', seen: 'this backend does not tell', remedy: 'look at its console' };
  try {
    const problems = await Array.fromAsync(describeTables());
    if (problems.length > 0) return { state: 'failed', seen: problems.join('; ') };
  } catch (error) {
    if (error instanceof Error && codeOf(error) === 'access_denied')
      throw new NotSeen(error.message, { cause: error });
    throw error;
  }
  return 'keys and index as "sitepack setup" makes them';
}
