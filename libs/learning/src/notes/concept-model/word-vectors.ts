import { encodedWords } from './subwords.js';

/** Numbers that remembered words may take; beyond it all are forgotten, so that a server's memory is bounded. */
const remembered = 16_000_000;

/** A word's vector: of one that is mostly zeros the places of the others, ascending. */
interface WordVector {
  readonly values: Float32Array;
  readonly places?: Uint16Array;
}

/** Adds up the vectors of a text's words. Those of words are kept, since texts repeat theirs. */
export class WordVectors {
  private readonly known = new Map<string, WordVector>();

  constructor(
    private readonly dimensions: number,
    private readonly vectorOf: (word: string) => Float32Array,
  ) {}

  /** Row-major [texts × dimensions], rows of length 1 or 0. */
  encode(texts: readonly string[]): Float32Array {
    const rows = new Float32Array(texts.length * this.dimensions);
    for (const [i, text] of texts.entries())
      this.encodeInto(rows.subarray(i * this.dimensions, (i + 1) * this.dimensions), encodedWords(text));
    return rows;
  }

  encodeInto(row: Float32Array, words: readonly string[]): void {
    const sum = new Float64Array(row.length);
    for (const word of words) {
      const { values, places } = this.of(word);
      if (places) for (let at = 0; at < places.length; at++) sum[places[at]] += values[at];
      else for (let at = 0; at < values.length; at++) sum[at] += values[at];
    }
    let squares = 0;
    for (const value of sum) squares += value * value;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let at = 0; at < row.length; at++) row[at] = sum[at] * scale;
  }

  private of(word: string): WordVector {
    let vector = this.known.get(word);
    if (!vector) {
      if (this.known.size * this.dimensions >= remembered) this.known.clear();
      this.known.set(word, (vector = compact(this.vectorOf(word))));
    }
    return vector;
  }
}

function compact(values: Float32Array): WordVector {
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at] !== 0) count++;
  if (2 * count > values.length) return { values };
  const places = new Uint16Array(count);
  for (let at = 0, next = 0; at < values.length; at++) if (values[at] !== 0) places[next++] = at;
  return { values: Float32Array.from(places, (at) => values[at]), places };
}
