import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  csvText,
  type ClientHistory,
  clientHistories,
  ClientSegmentation,
  ConceptDetector,
  renderSvg,
  segmentClients,
  silhouetteChart,
  themes,
} from '@atelier/learning';
import type { Command } from 'commander';
import { labelsFile, lexiconFile, notesFile, Remarks } from '../notes/read-files.js';
import { savedJson } from '../notes/saved-json.js';
import { segmentsReport } from '../notes/segments-report.js';
import { print } from '../terminal/output.js';
import { wholeNumber } from '../terminal/whole-number.js';

interface SegmentFlags {
  readonly notes: string;
  readonly labels?: string;
  readonly lexicon?: string;
  readonly k: number | 'auto';
  readonly seed: number;
  readonly model?: string;
  readonly out: string;
}

/** `atelier notes segment`. */
export function addSegmentCommand(notes: Command): void {
  notes
    .command('segment')
    .description('divide clients by what their notes say, and tell in words what sets each segment apart')
    .requiredOption('--notes <file>', 'notes.csv: client_id, date, language, text')
    .option('--labels <file>', 'labels.csv: client_id and any of purchased, churned, lifetime_value; profiles tell of them')
    .option('--lexicon <file>', 'lexicon.json (default: the bundled one)')
    .option('--k <number>', 'how many segments, or auto: the number of highest silhouette', segmentCount, 'auto')
    .option('--seed <number>', 'same seed, same segments', wholeNumber, 7)
    .option('--model <file>', 'segments.json made before: put these clients into its segments')
    .requiredOption('--out <folder>', 'where segments.json, clients.csv and silhouette.svg go; made if need be')
    .action(async (flags: SegmentFlags, command: Command) => {
      const remarks = new Remarks();
      const lexicon = await lexiconFile(flags.lexicon, remarks);
      const clients = clientHistories(await notesFile(flags.notes, remarks), new ConceptDetector(lexicon));
      const ids = new Set(clients.map(({ clientId }) => clientId));
      const labels = flags.labels === undefined ? undefined : await labelsFile(flags.labels, ids, remarks);
      const segmentation = flags.model
        ? savedJson(flags.model, (json) => ClientSegmentation.load(json))
        : await segmentClients(clients, { segments: flags.k, seed: flags.seed, lexicon, outcomes: labels?.labels });
      const files = await writeFiles(segmentation, clients, flags);
      const { segments, silhouette, stability, curve } = segmentation;
      const answer = { folder: flags.out, files, clients: clients.length, segments, silhouette, stability, curve, skipped: remarks.counts };
      print(command, answer, () =>
        segmentsReport(segmentation, segmentation.assign(clients), { ...flags, labels: labels?.origin, remarks: remarks.lines }),
      );
    });
}

/** Segments that were made before are not written again. */
async function writeFiles(
  segmentation: ClientSegmentation,
  clients: readonly ClientHistory[],
  { out, model }: SegmentFlags,
): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const names = segmentation.segments.map(({ name }) => name);
  const placed = segmentation
    .assign(clients)
    .map(({ clientId, segment, distance, clearness }) => [
      clientId,
      segment,
      names[segment - 1],
      distance.toFixed(4),
      clearness.toFixed(4),
    ]);
  const written: Record<string, string> = { 'clients.csv': csvText(['client_id', 'segment', 'name', 'distance', 'clearness'], placed) };
  if (model === undefined) {
    written['segments.json'] = `${JSON.stringify(segmentation)}\n`;
    written['silhouette.svg'] = await renderSvg(silhouetteChart(segmentation.curve, names.length, themes.light));
  }
  await Promise.all(Object.entries(written).map(([name, content]) => writeFile(join(out, name), content)));
  return Object.keys(written);
}

function segmentCount(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : wholeNumber(text);
}
