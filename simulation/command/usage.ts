import { MOST_SHRUNK } from './most-shrunk.ts';

/** What `--help` prints. */
export const USAGE = `usage: npm run -s simulate -- --seed N                  one run: its outcome, and its digest
       npm run -s simulate -- --seeds N [--first S]     many runs, one for each seed from S on (1)
       npm run -s simulate -- --commit HASH [--seeds N] the same with seeds made from the hash of a commit
       npm run -s simulate -- --canaries [--seeds N]    in how many runs each bug put in on purpose is caught

of one run:
  --trace               print it as a Mermaid sequence diagram: the last lines before its end
  --trace-from MS       the diagram from this moment of virtual time on
  --trace-to MS         the diagram until then
  --verbose             all lines of logs are in the diagram, not warnings alone
  --registrations       messages by which searchers register are in the diagram, too
  --faults 3,17         only the faults of these numbers; none: no fault at all

of all runs:
  --kinds crash,late    only these kinds of faults
  --without crash,late  all but these
  --canary NAME         with this bug; with --canaries: that one alone
  --no-shrink           do not look for fewer faults by which a run still fails; of many runs that
                        is done for the first ${MOST_SHRUNK} that fail, and for another by its own command

of many runs:
  --jobs J              run them in J processes (1); what is printed is the same
  --cover               fail as well when a kind of fault, a type of message, a state or any other
                        thing that is known to be possible came up in none of them

exit code: 0  all invariants hold; with --cover: and all came up; with --canaries: all are caught
           1  not so, or a process that ran seeds was lost: what was wrong is printed
           2  wrong usage: what to do is on standard error

docs/simulation.md tells how to read what is printed.`;
