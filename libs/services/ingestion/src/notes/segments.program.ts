import { textColumn } from '@atelier/learning/frame';
import { readFrame, writeParquet } from '@atelier/tables';
import { type Derivation, type DerivationInput, serveDerivation } from '../derived/derivation.js';
import { originColumn } from './labels.js';
import { clientsIn, labelNames, labelsOf, outcomesIn } from './segmented-clients.js';
import { type SegmentsAnswer, segmentsAnswer } from './segments-answer.js';
import { segmentsStep } from './segments-step.js';
import { numberColumn } from './table-cells.js';

/** What the program is asked. */
export interface SegmentsInput {
  readonly segments: number | 'auto';
  /** Segments that were made before, as they were saved; null where they are to be found. */
  readonly saved: unknown;
  readonly seed: number;
}

/** The child's side of `ClientGroups.segment`. */
serveDerivation(async (input: DerivationInput<SegmentsInput>): Promise<Derivation<SegmentsAnswer>> => {
  const library = await import('@atelier/learning');
  const { request, file, columns, memoryMiB, parquets } = input;
  const { seed, segments, saved } = request;
  const known = new Set(columns.map(({ name }) => name));
  const wanted = ['client_id', 'notes', ...[...labelNames, originColumn].filter((name) => known.has(name))];
  const table = await readFrame(file, wanted, { memoryMiB: Math.floor(memoryMiB / 4) });
  const clients = clientsIn(table, library);
  const outcomes = outcomesIn(table);
  const segmentation = saved
    ? library.ClientSegmentation.load(saved)
    : await library.segmentClients(clients, { segments, seed, lexicon: library.bundledLexicon(), outcomes });
  const placed = segmentation.assign(clients);
  const frame = new library.Frame([
    textColumn(
      'client_id',
      placed.map(({ clientId }) => clientId),
    ),
    numberColumn(
      'segment',
      placed.map(({ segment }) => segment),
    ),
    textColumn(
      'segment_name',
      placed.map(({ segment }) => segmentation.segments[segment - 1].name),
    ),
    numberColumn(
      'distance',
      placed.map(({ distance }) => distance),
    ),
    numberColumn(
      'clearness',
      placed.map(({ clearness }) => clearness),
    ),
  ]);
  await writeParquet(parquets[0], frame, { segment: 'integer' });
  const parameters = { segments: segmentation.segments.length, seed, found_here: saved === null };
  const step = { name: segmentsStep, parameters, fitted: { segmentation: JSON.parse(JSON.stringify(segmentation)) } };
  return {
    tables: [
      {
        steps: [step],
        columns: [
          { name: 'client_id', type: 'identifier', role: 'identifier' },
          { name: 'segment', type: 'category', role: 'feature' },
        ],
      },
    ],
    answer: segmentsAnswer(segmentation, placed, labelsOf(table)),
  };
});
