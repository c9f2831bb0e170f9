/** Takes a line of standard output, or several. The same for the same arguments, whatever the machine. */
export type Print = (line: string) => void;
