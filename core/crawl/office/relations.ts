import path from 'node:path';
import { readXml } from '../xml-events.ts';
import type { OfficeArchive } from './office-archive.ts';

/** What a part of an Open XML file leads to. */
export interface Relation {
  /** The last part of its type, such as `slide` or `hyperlink`. */
  readonly type: string;
  /** Name of a member, or, of what is outside, a URL. */
  readonly target: string;
  readonly external: boolean;
}

/** The relations of a member of an archive by their ids, in their order; `''` is the archive as a whole. */
export async function relationsOf(archive: OfficeArchive, member: string): Promise<Map<string, Relation>> {
  const { dir, base } = path.posix.parse(member);
  const xml = (await archive.text(path.posix.join(dir, '_rels', `${base}.rels`))) ?? '';
  const relations = new Map<string, Relation>();
  readXml(xml, {
    open(name, { Id, Type = '', Target, TargetMode }) {
      if (!name.endsWith('Relationship') || Id === undefined || Target === undefined) return;
      const external = TargetMode === 'External';
      const target = external ? Target : path.posix.resolve('/', dir, Target).slice(1);
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target, external });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return relations;
}

/** The member that a relation of this type leads to. */
export function targetOf(relations: ReadonlyMap<string, Relation>, type: string): string | undefined {
  return relations.values().find((relation) => relation.type === type && !relation.external)?.target;
}
