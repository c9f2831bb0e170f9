/** A number for people, the same whatever the machine's language: `12,345`. */
export function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

/** A number of things as who is or was something: `1 run was`, `2 runs were`. */
export function countedWere(number: number, thing: string): string {
  return `${counted(number, thing)} ${number === 1 ? 'was' : 'were'}`;
}

/** A number of things: `1 run`, `1,234 runs`. */
export function counted(number: number, thing: string): string {
  return `${count(number)} ${thing}${number === 1 ? '' : 's'}`;
}
