import { awsSection } from './aws/section.ts';
import type { Section } from './bench.ts';
import { crawlSection } from './crawl/section.ts';
import { heapSection } from './heap/section.ts';
import { objectSection } from './object/section.ts';
import type { SectionName } from './options.ts';
import { packSection } from './pack/section.ts';
import { readSection } from './read/section.ts';
import { recrawlSection } from './recrawl/section.ts';
import { queueSection } from './queue/section.ts';
import { searchSection } from './search/section.ts';
import { tableSection } from './table/section.ts';

export const sections: Readonly<Record<SectionName, Section>> = {
  crawl: crawlSection,
  recrawl: recrawlSection,
  read: readSection,
  heap: heapSection,
  queue: queueSection,
  object: objectSection,
  table: tableSection,
  pack: packSection,
  search: searchSection,
  aws: awsSection,
};
