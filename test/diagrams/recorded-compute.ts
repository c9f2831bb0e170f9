import { InlineCompute } from '#adapters/system/inline-compute.ts';
import type { TaskMap } from '#ports/compute.ts';
import type { Recorder } from './recorder.ts';
import type { Participant } from './recorded-diagram.ts';

/** What a task means for the flow; the others go without saying. */
const NOTES: Readonly<Record<string, string>> = {
  read_page: 'Pull text and links out of the page',
  build_pack: 'Build and check the pack',
  compress_pack: 'Compress the pack',
  verify_pack: 'Check the pack',
  warm_pack: 'Open and warm the pack',
  close_pack: 'Close the pack',
};

/** Tasks of one worker, run where they are called, with a note for each that a reader should know of. */
export class RecordedCompute<Tasks extends TaskMap> extends InlineCompute<Tasks> {
  readonly #recorder: Recorder;
  readonly #who: Participant;

  constructor(tasks: Tasks, recorder: Recorder, who: Participant) {
    super(tasks);
    this.#recorder = recorder;
    this.#who = who;
  }

  override run<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    options?: { timeout_ms?: number; signal?: AbortSignal },
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    this.#recorder.note(this.#who, NOTES[name]);
    return super.run(name, input, options);
  }
}
