/** Ports from one to another, both included. */
type PortRange = readonly [least: number, most: number];

/**
 * Ports of other protocols, whose servers take a request for commands of theirs: what browsers never connect to (Fetch
 * standard, "bad port"). A range does not mean them; whoever does names them one by one.
 */
const BAD_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);
const MOST_PORT = 65_535;

/** The ports that pages may be asked for at. */
export class PortList {
  readonly #ranges: readonly PortRange[];

  /**
   * @param ports numbers, and ranges such as `8000-8999`.
   * @throws {Error} naming the one that is neither.
   */
  constructor(ports: readonly string[]) {
    this.#ranges = ports.map(parseRange);
  }

  has(port: number): boolean {
    return this.#ranges.some(
      ([least, most]) => port >= least && port <= most && (least === most || !BAD_PORTS.has(port)),
    );
  }
}

function parseRange(text: string): PortRange {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const [least, most] = [Number(first), Number(last)];
  if (first === undefined || least > most || most > MOST_PORT)
    throw new Error(`"${text}" is no port; write it as 8080, or a range as 8000-8999 (SITEPACK_PORTS)`);
  return [least, most];
}
