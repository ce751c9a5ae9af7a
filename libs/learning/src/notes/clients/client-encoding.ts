import type { FittedTextEncoding, TextEncodingDescription } from '../../preparation/text/text-encoding.js';
import { type SparseMatrix, sparseOf, type SparseRow } from '../text/sparse-matrix.js';
import type { FeatureBlock } from './blocks/block.js';
import type { ClientReader, ClientReading } from './client-reading.js';
import { ContentCache } from './content-cache.js';

/** Rows that are remembered. */
const mostBytes = 48 * 2 ** 20;

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
    const rows = texts.map((text) => this.cache.of(text, () => this.row(this.reader.read(text))));
    return sparseOf(rows, this.names);
  }

  private row(client: ClientReading): SparseRow {
    const indices: number[] = [];
    const values: number[] = [];
    let first = 0;
    for (const block of this.blocks) {
      block.write(client, (column, value) => {
        indices.push(first + column);
        values.push(value);
      });
      first += block.names.length;
    }
    return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
  }
}
