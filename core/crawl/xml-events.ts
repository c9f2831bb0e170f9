import { Parser } from 'htmlparser2';

/** What is told of an XML document, in its order. Names are as written, with their prefixes. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
  /** Asked after each element opened: whether enough was read. */
  readonly done?: boolean;
}

/**
 * Elements open at once. The parser moves its list of them at each tag, which would grow with the square of the depth;
 * no office file or feed has fifty.
 */
const MAX_DEPTH = 512;

/** What is noted of a file that {@link readXml} does not read to its end. */
export const NESTED_TOO_DEEP = 'nested too deep: what comes after that is not read';

/**
 * Reads XML, well-formed or not, by events and without a tree. No entity is known but the five of XML, and references to
 * characters: those that a document declares stay as they are written, so that none can grow. Nothing is fetched.
 * @returns whether it was read to its end, or to where the handler had enough; if not it is nested too deep.
 */
export function readXml(xml: string, handler: XmlHandler): boolean {
  let depth = 0;
  let tooDeep = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        tooDeep = depth > MAX_DEPTH;
        if (!tooDeep) handler.open(name, attributes);
        if (tooDeep || handler.done === true) parser.pause();
      },
      ontext(text) {
        // Before the first element stands what the parser leaves of declarations.
        if (depth > 0 && !tooDeep) handler.text(text);
      },
      onclosetag(name) {
        depth -= 1;
        if (!tooDeep) handler.close(name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  if (!tooDeep && handler.done !== true) parser.end();
  return !tooDeep;
}

/** A name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
