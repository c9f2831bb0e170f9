import type { Html } from '../pages/layout.ts';
import type { AdminState } from './admin-state.ts';
import { clusterSection } from './cluster-section.ts';
import { crawlsSection } from './crawls-section.ts';
import { deadSection } from './dead-section.ts';
import { indexesSection } from './indexes-section.ts';
import { processesSection } from './processes-section.ts';
import { queuesSection } from './queues-section.ts';
import { statusSection } from './status-section.ts';
import { stripSection } from './strip-section.ts';
import { timersSection } from './timers-section.ts';

/** The parts of the page by the id of the element that holds them: each changes on its own. */
const SECTIONS = {
  status: statusSection,
  strip: stripSection,
  crawls: crawlsSection,
  queues: queuesSection,
  timers: timersSection,
  dead: deadSection,
  indexes: indexesSection,
  cluster: clusterSection,
  processes: processesSection,
} as const satisfies Readonly<Record<string, (state: AdminState) => Html>>;

export type SectionId = keyof typeof SECTIONS;
export type Sections = Readonly<Record<SectionId, string>>;

const rendered = new WeakMap<AdminState, Promise<Sections>>();

/** Every part as HTML; made once for all who watch. */
export function renderSections(state: AdminState): Promise<Sections> {
  let sections = rendered.get(state);
  if (sections === undefined) {
    sections = render(state);
    rendered.set(state, sections);
  }
  return sections;
}

async function render(state: AdminState): Promise<Sections> {
  const entries = Object.entries(SECTIONS).map(async ([id, section]) => [id, String(await section(state))]);
  // The keys are those of SECTIONS, which Object.entries does not say.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(await Promise.all(entries)) as Sections;
}

/** The parts that are not as they were. */
export function changedSections(before: Partial<Sections>, now: Sections): Partial<Sections> {
  const known = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(now).filter(([id, text]) => known.get(id) !== text));
}
