import { StringDecoder } from 'node:string_decoder';
import sax from 'sax';
import { Refusal, unreadable } from '../reading.js';

/** What is told of an XML part as it goes by; names are without their namespace's prefix. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  /** `text` is all that stood in the element itself, if `keepsText` was true for it. */
  close?(name: string, text: string): void;
  /** Elements whose text is wanted. */
  keepsText?(name: string): boolean;
}

const deepest = 64;

/**
 * Reads XML piece by piece, in memory that does not grow with it. Entities of one's own are not known, so none can be a bomb.
 * `dataset.unreadable` for what is not well-formed, too deep, or not UTF-8.
 */
export async function readXml(pieces: AsyncIterable<Buffer>, part: string, listener: XmlListener): Promise<void> {
  const parser = sax.parser(true, { trim: false, normalize: false, xmlns: false });
  follow(parser, listener, part);
  const decoder = new StringDecoder('utf8');
  try {
    for await (const piece of pieces) parser.write(decoder.write(piece));
    parser.write(decoder.end()).close();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw error instanceof XmlFault ? unreadable(`The workbook's part ${part} is damaged: it is not well-formed XML.`, error) : error;
  }
}

class XmlFault extends Error {}

function follow(parser: sax.SAXParser, listener: XmlListener, part: string): void {
  let depth = 0;
  let text: string | undefined;
  const take = (piece: string) => {
    if (text !== undefined) text += piece;
  };
  const handlers: Partial<sax.SAXParser> = {
    onerror(error) {
      throw new XmlFault(error.message);
    },
    ondoctype() {
      throw unreadable(`The workbook's part ${part} declares a document type, which no workbook does.`);
    },
    onopentag({ name, attributes }) {
      if (++depth > deepest) throw unreadable(`The workbook's part ${part} is nested deeper than ${deepest} elements.`);
      const local = localName(name);
      listener.open?.(local, attributes as Record<string, string>);
      text = listener.keepsText?.(local) ? '' : undefined;
    },
    ontext: take,
    oncdata: take,
    onclosetag(name) {
      depth--;
      listener.close?.(localName(name), text ?? '');
      text = undefined;
    },
  };
  Object.assign(parser, handlers);
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** An attribute whatever the prefix of its namespace: `r:id`, `d3p1:id`. */
export function attribute(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  return attributes[name] ?? Object.entries(attributes).find(([key]) => localName(key) === name)?.[1];
}
