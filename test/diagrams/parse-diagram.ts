/** What is drawn between two participants, by their names, with the codes of its label resolved. */
export interface DrawnArrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface ParsedDiagram {
  readonly participants: readonly string[];
  readonly arrows: readonly DrawnArrow[];
  /** What Mermaid would not take, or would show as something else. */
  readonly faults: readonly string[];
}

const ID = '[A-Z][A-Z0-9]*';
const COMMENT = /^%% /;
const PARTICIPANT = new RegExp(`^participant (${ID}) as ([A-Za-z0-9][A-Za-z0-9, -]*)$`);
const ARROW = new RegExp(`^(${ID})(?:->>|-->>|<<->>|-x)(${ID}): (.+)$`);
const NOTE = new RegExp(`^Note right of (${ID}): (.+)$`);
const ACTIVATION = new RegExp(`^(activate|deactivate) (${ID})$`);

/** Codes that a label may have; another `#`, `;`, `<` or `>` would end it or be taken for something else. */
const CODES: Readonly<Record<string, string>> = {
  '#35;': '#',
  '#59;': ';',
  '#110;': 'n',
  '#lt;': '<',
  '#gt;': '>',
};
const CODE = /#(?:35|59|110|lt|gt);/g;

/** Reads the part of Mermaid's sequence diagrams that the recordings use, and is strict about it. */
export function parseDiagram(text: string): ParsedDiagram {
  const participants = new Map<string, string>();
  const active = new Map<string, number>();
  const arrows: DrawnArrow[] = [];
  const faults: string[] = [];
  const present = (id: string): string => {
    const name = participants.get(id);
    if (name === undefined) faults.push(`${id} takes part and is not declared`);
    return name ?? id;
  };
  const label = (raw: string): string => {
    const read = raw.replaceAll(CODE, (code) => CODES[code] ?? code);
    if (/[#;<>]/.test(raw.replaceAll(CODE, ''))) faults.push(`not escaped: ${raw}`);
    // The word ends a block wherever it stands alone.
    if (/\bend\b/i.test(raw)) faults.push(`"end" in a label: ${raw}`);
    return read;
  };
  const lines = text.split('\n').filter((line) => !COMMENT.test(line));
  if (lines[0] !== 'sequenceDiagram') faults.push('it does not begin with sequenceDiagram');
  if (lines[1] !== '    autonumber') faults.push('its arrows have no numbers');
  if (lines.at(-1) !== '') faults.push('its last line does not end');
  for (const line of lines.slice(2, -1)) {
    const statement = line.replace(/^ {4}/, '');
    const [, id = '', name = ''] = PARTICIPANT.exec(statement) ?? [];
    const [, from = '', to = '', arrow] = ARROW.exec(statement) ?? [];
    const [, over = '', note] = NOTE.exec(statement) ?? [];
    const [, change, who = ''] = ACTIVATION.exec(statement) ?? [];
    if (name !== '') participants.set(id, name);
    else if (arrow !== undefined) arrows.push({ from: present(from), to: present(to), label: label(arrow) });
    else if (note !== undefined) {
      present(over);
      label(note);
    } else if (change !== undefined) {
      const depth = (active.get(present(who)) ?? 0) + (change === 'activate' ? 1 : -1);
      if (depth < 0) faults.push(`${who} is deactivated and was not active`);
      active.set(present(who), depth);
    } else faults.push(`no statement: ${line}`);
  }
  for (const [who, depth] of active) if (depth !== 0) faults.push(`${who} stays active`);
  return { participants: [...participants.values()], arrows, faults };
}
