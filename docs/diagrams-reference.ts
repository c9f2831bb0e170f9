import type { MessageType } from '#messages/registry.ts';
import { FLOWS } from '../test/diagrams/flows.ts';
import { recordDiagrams } from '../test/diagrams/record-diagrams.ts';

let recorded: ReturnType<typeof recordDiagrams> | undefined;

/** docs/diagrams: the diagram of every flow by its path below docs/. Recorded once: another recording is the same. */
export async function diagrams(): Promise<ReadonlyMap<string, string>> {
  recorded ??= recordDiagrams();
  return new Map([...(await recorded)].map(([name, text]) => [pathOf(name), text]));
}

/** A recorded flow, for a page that shows it or points to it. */
export interface DiagramEntry {
  readonly path: string;
  readonly title: string;
  /** Types of messages that it explains. */
  readonly types: readonly MessageType[];
}

export const DIAGRAMS: readonly DiagramEntry[] = FLOWS.map(({ name, title, types }) => ({
  path: pathOf(name),
  title,
  types,
}));

function pathOf(name: string): string {
  return `diagrams/${name}.mmd`;
}
