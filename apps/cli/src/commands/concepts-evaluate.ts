import { evaluateDetection, evaluateVectors, phraseSet } from '@atelier/learning';
import type { Command } from 'commander';
import { readConceptFolder } from '../notes/concept-folder.js';
import { openEncoder } from '../notes/foreign-encoder.js';
import { labelsFile, lexiconFile, notesFile, Remarks } from '../notes/read-files.js';
import { fileText } from '../terminal/files.js';
import { print } from '../terminal/output.js';
import { type Cell, table } from '../terminal/table.js';

interface EvaluateFlags {
  readonly notes: string;
  readonly lexicon?: string;
  readonly labels?: string;
  readonly truth?: string;
  readonly modelPath: string;
  readonly encoder?: string;
}

/** `atelier concepts evaluate`. */
export function addConceptsEvaluateCommand(concepts: Command): void {
  concepts
    .command('evaluate')
    .description('what the model is good for: concepts, keywords and client vectors with and without it, on aliases that it never saw')
    .requiredOption('--notes <file>', 'notes.csv; better others than it was trained on')
    .option('--lexicon <file>', 'lexicon.json (default: the bundled one)')
    .option('--labels <file>', 'labels.csv with purchased, for the value of client vectors')
    .requiredOption('--model-path <folder>', "the model's folder")
    .option('--truth <file>', 'truth.csv of a synthetic world, if the notes are one (default: what the whole lexicon finds)')
    .option('--encoder <folder>', "another sentence encoder for clients' vectors: a folder with model.onnx and tokenizer.json")
    .action(async (flags: EvaluateFlags, command: Command) => {
      const remarks = new Remarks();
      const { model, split } = readConceptFolder(flags.modelPath);
      const [notes, lexicon] = [await notesFile(flags.notes, remarks), await lexiconFile(flags.lexicon, remarks)];
      const ids = new Set(notes.map(({ clientId }) => clientId));
      const labels = flags.labels === undefined ? undefined : (await labelsFile(flags.labels, ids, remarks)).labels;
      const bought = labels?.flatMap(({ clientId, purchased }) => (purchased === null ? [] : [[clientId, purchased] as const]));
      const purchased = bought && new Map(bought);
      const encoder = flags.encoder === undefined ? undefined : await openEncoder(flags.encoder);
      const found = evaluateDetection(
        model,
        lexicon,
        phraseSet(split.judging),
        notes,
        flags.truth === undefined ? undefined : truthOf(flags.truth, notes.length),
      );
      const vectors = await evaluateVectors(model, lexicon.concepts, notes, purchased, encoder);
      print(command, { ...found, vectors, skipped: remarks.counts }, () => [report(found, vectors), ...remarks.lines].join('\n'));
    });
}

function report(
  { detection, keywords }: ReturnType<typeof evaluateDetection>,
  { neighbours, analogies, recognised, purchase }: Awaited<ReturnType<typeof evaluateVectors>>,
): string {
  const row = (name: string, { without, with: model }: { without: number; with: number }): Cell[] => [
    name,
    without.toFixed(3),
    model.toFixed(3),
    `${model >= without ? '+' : '−'}${Math.abs(model - without).toFixed(3)}`,
  ];
  const each = (name: 'precision' | 'recall' | 'f1') => ({ without: detection.without[name], with: detection.with[name] });
  const { right, wrong } = detection.found;
  return [
    `${detection.notes.toLocaleString('en-US')} notes, read with ${detection.withheld} aliases left out of the lexicon that the model never saw either:`,
    table(
      ['measure', 'without the model', 'with it', 'gain'],
      [
        row('concepts, precision', each('precision')),
        row('concepts, recall', each('recall')),
        row('concepts, F1', each('f1')),
        row(`keywords: ROC AUC of ${keywords.aliases} aliases among ${keywords.candidates}`, keywords),
        row('concepts of one bucket among five neighbours', neighbours),
        ...(analogies ? [row('analogies of composed concepts', analogies)] : []),
        row('clients known again among a hundred', recognised),
        ...(purchase ? [row('purchase by client vectors, ROC AUC', purchase)] : []),
      ],
    ),
    `The model found ${right + wrong} mentions beside the aliases; ${right} of them are right.`,
  ].join('\n');
}

/** What each note says, in the order of notes.csv: note, client_id, date, affirmed, negated; ids are parted by blanks. */
function truthOf(path: string, notes: number): Set<string>[] {
  const rows = fileText(path).trim().split('\n').slice(1);
  if (rows.length !== notes) throw new Error(`${path} has ${rows.length} rows for ${notes} notes; it tells of each note in a row.`);
  const ids = (cell: string | undefined) => (cell ?? '').split(' ').filter((id) => id !== '');
  return rows.map((row) => {
    const [, , , affirmed, negated] = row.split(',');
    return new Set([...ids(affirmed), ...ids(negated).map((id) => `!${id}`)]);
  });
}
