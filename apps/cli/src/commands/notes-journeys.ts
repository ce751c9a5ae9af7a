import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  csvText,
  bundledLexicon,
  type ClientHistory,
  clientHistories,
  type ClientJourney,
  ConceptDetector,
  dateOf,
  dayOf,
  JourneyModel,
  journeyReport,
  lastDayOf,
  trainJourneys,
} from '@atelier/learning';
import { type Command, InvalidArgumentError } from 'commander';
import { journeysReport } from '../notes/journeys-report.js';
import { notesFile, Remarks, stagesFile } from '../notes/read-files.js';
import { savedJson } from '../notes/saved-json.js';
import { print } from '../terminal/output.js';
import { wholeNumber } from '../terminal/whole-number.js';

interface JourneyFlags {
  readonly notes: string;
  readonly stages?: string;
  readonly asOf?: number;
  readonly seed: number;
  readonly model?: string;
  readonly out: string;
}

/** `atelier notes journeys`. */
export function addJourneysCommand(notes: Command): void {
  notes
    .command('journeys')
    .description('tell where each client stands (new … lapsed, returning), how it came there, and how clients move')
    .requiredOption('--notes <file>', 'notes.csv: client_id, date, language, text')
    .option(
      '--stages <file>',
      'stages.csv to learn from: client_id, date, stage (default: stages by rules on the notes, marked as generated)',
    )
    .option('--as-of <date>', 'the day of "now" (default: that of the last note)', day)
    .option('--seed <number>', 'same seed, same model', wholeNumber, 7)
    .option('--model <file>', 'journeys.json made before: tell the stages of these clients by it')
    .requiredOption('--out <folder>', 'where journeys.json, clients.csv, history.csv and transitions.csv go; made if need be')
    .action(async (flags: JourneyFlags, command: Command) => {
      const remarks = new Remarks();
      // Stages are told by moods that the bundled lexicon names.
      const histories = clientHistories(await notesFile(flags.notes, remarks), new ConceptDetector(bundledLexicon()));
      const lastDay = flags.asOf ?? lastDayOf(histories);
      const model = await modelOf(histories, flags, remarks);
      const journeys = model.journeys(histories, lastDay);
      const report = journeyReport(journeys, model.stages);
      const files = await writeFiles(model, journeys, report, flags);
      const { evaluation, origin } = model;
      const answer = { folder: flags.out, files, as_of: dateOf(lastDay), origin, evaluation, ...report, skipped: remarks.counts };
      print(command, answer, () => journeysReport(model, report, { ...flags, asOf: dateOf(lastDay), remarks: remarks.lines }));
    });
}

async function modelOf(
  histories: readonly ClientHistory[],
  { model, stages, seed, asOf }: JourneyFlags,
  remarks: Remarks,
): Promise<JourneyModel> {
  if (model !== undefined) return savedJson(model, (json) => JourneyModel.load(json));
  const known = new Set(histories.map(({ clientId }) => clientId));
  const observed = stages === undefined ? undefined : (await stagesFile(stages, known, remarks)).stages;
  const { model: trained, skipped } = await trainJourneys(histories, { seed, observed, lastDay: asOf, threads: 2 });
  if (skipped.beforeFirstNote > 0)
    remarks.lines.push(
      `${skipped.beforeFirstNote.toLocaleString('en-US')} stages are of days before the client's first note; they were left out.`,
    );
  return trained;
}

async function writeFiles(
  model: JourneyModel,
  journeys: readonly ClientJourney[],
  { transitions }: ReturnType<typeof journeyReport>,
  { out, model: given }: JourneyFlags,
): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const now = journeys.flatMap(({ clientId, now: stage }) =>
    stage ? [[clientId, stage.stage, dateOf(stage.day), ...stage.probabilities.map((share) => share.toFixed(4))]] : [],
  );
  const spans = journeys.flatMap(({ clientId, spans: own }) =>
    own.map(({ stage, from, to, ended }) => [clientId, stage, dateOf(from), dateOf(to), to - from, String(ended)]),
  );
  const ways = transitions.map(({ from, to, count, share, medianDays }) => [from, to, count, share.toFixed(4), medianDays]);
  const written: Record<string, string> = {
    'clients.csv': csvText(['client_id', 'stage', 'date', ...model.stages.map((stage) => `probability_${stage}`)], now),
    'history.csv': csvText(['client_id', 'stage', 'from', 'to', 'days', 'ended'], spans),
    'transitions.csv': csvText(['from', 'to', 'count', 'share', 'median_days'], ways),
    ...(given === undefined && { 'journeys.json': `${JSON.stringify(model)}\n` }),
  };
  await Promise.all(Object.entries(written).map(([name, content]) => writeFile(join(out, name), content)));
  return Object.keys(written);
}

function day(text: string): number {
  const found = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? dayOf(text) : Number.NaN;
  if (Number.isNaN(found)) throw new InvalidArgumentError('It is no date; write 2025-01-31.');
  return found;
}
