import { bundledLexicon } from '../../lexicon/bundled.js';
import { plainText } from '../../text/word-scanner.js';
import { defaultTokens } from '../../text/tokens.js';
import { TermColumns } from '../../text/word-terms.js';
import { type Signal, signalOfConcept } from '../signals.js';
import { denseBlock, type FeatureBlock } from './block.js';

/** What aliases are counted for, and against. */
export const countedSignals: readonly { readonly name: string; readonly signals: readonly Signal[]; readonly less: readonly Signal[] }[] = [
  { name: 'means less thrift', signals: ['unlimited', 'generous', 'luxury'], less: ['conscious'] },
  { name: 'gifts and occasions', signals: ['gift', 'occasion'], less: [] },
  { name: 'interest', signals: ['interest', 'urgent'], less: ['browsing'] },
  { name: 'doubt', signals: ['hesitant', 'dissatisfied'], less: [] },
  { name: 'loyalty', signals: ['loyal'], less: [] },
];

const names = ['count: notes', ...countedSignals.map(({ name }) => `aliases a note of: ${name}`)];
const reading = { lowercase: true, stripAccents: 'unicode', ngramRange: [1, 6], stopWords: [] } as const;

interface Aliases {
  readonly columns: TermColumns;
  /** By column of an alias: what it adds to each of `countedSignals`. */
  readonly weights: readonly Int8Array[];
}

let known: Aliases | undefined;

/** A count and five ratios of the text alone: aliases as they are spelt, in any language; finding concepts would take ten times as long. */
export function textCountsBlock(): FeatureBlock {
  const { columns, weights } = (known ??= aliasesOfSignals());
  return denseBlock(names, ({ text, notes }) => {
    const sums = new Float64Array(countedSignals.length);
    const { indices, counts } = columns.count(text);
    for (let at = 0; at < indices.length; at++)
      for (let signal = 0; signal < sums.length; signal++) sums[signal] += counts[at] * weights[indices[at]][signal];
    return [notes.length, ...Array.from(sums, (sum) => (notes.length === 0 ? 0 : sum / notes.length))];
  });
}

function aliasesOfSignals(): Aliases {
  const weightsOf = new Map<string, Int8Array>();
  for (const concept of bundledLexicon().concepts) {
    const signal = signalOfConcept(concept);
    if (!signal) continue;
    const weights = Int8Array.from(countedSignals, ({ signals, less }) => (signals.includes(signal) ? 1 : less.includes(signal) ? -1 : 0));
    for (const alias of Object.values(concept.aliases).flat()) {
      const words = defaultTokens(plainText(alias, reading));
      if (words.length > 0) weightsOf.set(words.join(' '), weights);
    }
  }
  return { columns: new TermColumns([...weightsOf.keys()], reading), weights: [...weightsOf.values()] };
}
