import { MOST_SHRUNK } from './most-shrunk.ts';

/** What `--help` prints. */
export const USAGE = `usage: npm run -s simulate -- --seed N                   one run: its outcome, and its digest
       npm run -s simulate -- --seeds N [--first S]      many runs, one for each seed from S on (1)
       npm run -s simulate -- --commit HASH [--seeds N]  the same with N seeds (100) made from the hash of a commit
       npm run -s simulate -- --canaries [--seeds N]     in how many of N runs (100) each bug put in on purpose
                                                         is caught; seeds by --first or --commit as above

with --seed:
  --trace               print it as a Mermaid sequence diagram: the last lines before its end
  --trace-from MS       the diagram from this moment of virtual time on
  --trace-to MS         the diagram until then
  --verbose             all lines of logs are in the diagram, not warnings alone
  --registrations       messages by which searchers register are in the diagram, too
  --faults 3,17         only the faults of these numbers; none: no fault at all. When those before
                        it do not happen, a number may mean another fault: what is printed tells

with --seed, and with --seeds or --commit, not with --canaries:
  --kinds crash,late    only these kinds of faults
  --without crash,late  all but these; not together with --kinds
  --no-shrink           do not look for fewer faults by which a run still fails; of many runs that
                        is done for the first ${MOST_SHRUNK} that fail, and for another by its own command

with all of them:
  --canary NAME         with this bug; with --canaries: that one alone

with --seeds, --commit or --canaries:
  --jobs J              run them in J processes (1); what is printed is the same

with --seeds or --commit:
  --cover               fail as well when a kind of fault, a type of message, a state or any other
                        thing that is known to be possible came up in none of them; not together
                        with --canary, --kinds or --without, by which some never can

  --help, -h            print this

exit code: 0  all invariants hold; with --cover: and all came up; with --canaries: all are caught
           1  not so, or a process that ran seeds was lost: what was wrong is printed
           2  wrong usage: what to do is on standard error

docs/simulation.md tells how to read what is printed.`;
