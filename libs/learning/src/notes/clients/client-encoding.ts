import type { FittedTextEncoding, TextEncodingDescription } from '../../preparation/text/text-encoding.js';
import { type SparseMatrix, sparseOf, type SparseRow } from '../text/sparse-matrix.js';
import type { FeatureBlock } from './blocks/block.js';
import type { ClientReader, ClientReading } from './client-reading.js';
import { ContentCache } from './content-cache.js';

/** Rows that are remembered. */
const mostBytes = 48 * 2 ** 20;
/** Clients that are read at a time. */
const batch = 32;

/** Clients' texts as the columns of some blocks, side by side. A row is kept by its text's content, so that equal clients are read once. */
export class ClientEncoding<Description extends TextEncodingDescription> implements FittedTextEncoding {
  readonly names: readonly string[];
  private readonly cache = new ContentCache<SparseRow>(mostBytes, ({ indices }) => 8 * indices.length);

  constructor(
    readonly description: Description,
    private readonly reader: ClientReader,
    private readonly blocks: readonly FeatureBlock[],
  ) {
    this.names = blocks.flatMap(({ names }) => names);
  }

  transform(texts: readonly string[]): SparseMatrix {
    const rows = texts.map((text) => this.cache.get(text));
    const open = [...rows.keys()].filter((row) => rows[row] === undefined);
    for (let from = 0; from < open.length; from += batch) {
      const these = open.slice(from, from + batch);
      const made = this.read(these.map((row) => this.reader.read(texts[row])));
      for (const [i, row] of these.entries()) this.cache.set(texts[row], (rows[row] = made[i]));
    }
    return sparseOf(rows as SparseRow[], this.names);
  }

  private read(clients: readonly ClientReading[]): SparseRow[] {
    const rows = clients.map(() => ({ indices: [] as number[], values: [] as number[] }));
    let first = 0;
    for (const block of this.blocks) {
      block.write(clients, (client, column, value) => {
        rows[client].indices.push(first + column);
        rows[client].values.push(value);
      });
      first += block.names.length;
    }
    return rows.map(({ indices, values }) => ({ indices: Int32Array.from(indices), values: Float32Array.from(values) }));
  }
}
