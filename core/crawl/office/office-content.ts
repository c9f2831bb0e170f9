import type { PartedText } from '../parted-text.ts';

/** What is read of an office file beside its properties. */
export type OfficeContent = Pick<PartedText, 'parts' | 'links' | 'notes'>;

/** The member of an Open XML file that is the document, or names the sheets or slides, with its text. */
export interface MainMember {
  readonly name: string;
  readonly xml: string;
}
