import { byCodePoint } from '../../notes/text/vocabulary.js';
import { type NgramRange, TermReader, type TermUnit } from './term-reader.js';

export interface TermsOptions {
  readonly unit: TermUnit;
  readonly range: NgramRange;
  /** At most so many: those in most texts. */
  readonly most: number;
  /** Terms of fewer texts are left out; below 1 a share of the texts. */
  readonly minDf: number;
  /** 1 + ln(count) instead of the count. */
  readonly sublinear: boolean;
}

/** Terms with their weights, as plain JSON. */
export interface TermsDescription {
  readonly unit: TermUnit;
  readonly range: NgramRange;
  readonly sublinear: boolean;
  /** In the order of their code points. */
  readonly terms: readonly string[];
  /** ln((1 + texts)/(1 + texts with the term)) + 1, as scikit-learn smooths it. */
  readonly idf: readonly number[];
}

/** Learns the terms of readable texts. None may be left: texts can be empty. */
export function fitTerms(texts: readonly string[], { unit, range, most, minDf, sublinear }: TermsOptions): TermsDescription {
  const { places, counts } = countTexts(texts, unit, range);
  const least = minDf < 1 ? minDf * texts.length : minDf;
  const frequent = Array.from(places).filter(([, place]) => counts[place] >= least);
  // Equally frequent ones in the order of their code points: no order of rows.
  frequent.sort(([a, i], [b, j]) => counts[j] - counts[i] || byCodePoint(a, b));
  const kept = frequent.slice(0, most).sort(([a], [b]) => byCodePoint(a, b));
  const idf = kept.map(([, place]) => Math.log((1 + texts.length) / (1 + counts[place])) + 1);
  return { unit, range, sublinear, terms: kept.map(([term]) => term), idf };
}

/** A place for each term, and by place the number of texts that it is in. */
function countTexts(texts: readonly string[], unit: TermUnit, range: NgramRange): { places: Map<string, number>; counts: number[] } {
  const places = new Map<string, number>();
  const counts: number[] = [];
  const latest: number[] = [];
  const reader = new TermReader(unit, range, (term) => {
    const known = places.get(term);
    if (known !== undefined) return known;
    latest.push(-1);
    places.set(term, counts.length);
    return counts.push(0) - 1;
  });
  for (const [number, text] of texts.entries()) {
    reader.read(text, (place) => {
      if (latest[place] === number) return;
      latest[place] = number;
      counts[place]++;
    });
  }
  return { places, counts };
}

/** Fitted terms: one text's weights at a time. */
export class Terms {
  private readonly reader: TermReader;
  /** How often the text at hand has each term; all 0 between two texts. */
  private readonly counts: Float64Array;
  /** Number of terms. */
  readonly size: number;

  constructor(private readonly description: TermsDescription) {
    this.size = description.terms.length;
    const places = new Map(description.terms.map((term, place) => [term, place]));
    this.reader = new TermReader(description.unit, description.range, (term) => places.get(term) ?? -1);
    this.counts = new Float64Array(description.terms.length);
  }

  /** The terms of a readable text, ascending, and their TF-IDF as a vector of length 1. */
  weigh(text: string): { readonly indices: Int32Array; readonly values: Float64Array } {
    const { counts } = this;
    const seen: number[] = [];
    this.reader.read(text, (place, count) => {
      if (counts[place] === 0) seen.push(place);
      counts[place] += count;
    });
    const indices = Int32Array.from(seen).sort();
    const { sublinear, idf } = this.description;
    const values = Float64Array.from(indices, (place) => (sublinear ? 1 + Math.log(counts[place]) : counts[place]) * idf[place]);
    for (const place of seen) counts[place] = 0;
    return { indices, values: unitVector(values) };
  }
}

function unitVector(values: Float64Array): Float64Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? values : values.map((value) => value / length);
}
