/** The file with the links of an index, in the scratch folder. */
export function linksFile(index: string): string {
  return `links-${index}.sqlite`;
}

/** Whether a file in the scratch folder is one with links, or the journal by which a broken write of it is taken back. */
export function isLinksFile(name: string): boolean {
  return /^links-.+\.sqlite(?:-journal)?$/.test(name);
}
