import { writeFile } from 'node:fs/promises';
import {
  csvText,
  type ClientExplanation,
  type ClientScores,
  type ClientTarget,
  clientTexts,
  explanationInWords,
  generatedLabelsWarning,
  targetTasks,
} from '@atelier/learning';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { ClientModelsFolder } from '../notes/client-models-folder.js';
import { deployedModels, numberOf, scoresOfPlatform } from '../notes/deployed-models.js';
import { several } from '../notes/flags.js';
import { notesRead, Remarks } from '../notes/read-files.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

interface PredictFlags {
  readonly notes: string;
  readonly models?: string;
  readonly deployed?: Record<string, string>;
  readonly target?: string[];
  readonly model?: string;
  readonly explain: boolean;
  readonly out: string;
}

/** `atelier notes predict`. */
export function addPredictCommand(notes: Command): void {
  notes
    .command('predict')
    .description('score clients by their notes: a probability or value per target')
    .requiredOption('--notes <file>', 'notes.csv: client_id, date, language, text')
    .option('--models <folder>', 'what `atelier notes train` wrote')
    .option('--deployed <models>', 'ask a running platform instead: purchase=purchased,value=lifetime_value', deployedModels)
    .option('--target <names>', 'what to predict, with commas (default: all there are models of)', several)
    .option('--model <name>', 'a model other than the one to be used, e.g. lightgbm')
    .option('--explain', 'say of every score in words where it comes from; about a tenth of a second a client', false)
    .requiredOption('--out <file>', 'scores.csv: client_id and a column per target; clients without a usable note have no scores')
    .action(async (flags: PredictFlags, command: Command) => {
      const remarks = new Remarks();
      if (flags.deployed && flags.explain) throw new Error('--explain is of models in a folder (--models).');
      if (flags.deployed) return await predictDeployed({ ...flags, deployed: flags.deployed }, remarks, command);
      if (flags.models === undefined)
        throw new Error('Name the folder of the models (--models), or those of a running platform (--deployed).');
      const folder = new ClientModelsFolder(flags.models);
      const targets = flags.target ?? folder.targets;
      const { notes: read, clientsWithoutNote } = await notesRead(flags.notes, remarks, 1);
      const texts = clientTexts(read);
      const scorer = folder.scorer(targets, flags.model);
      const scores = scorer.score([...texts.values()]);
      const reasons = flags.explain ? Array.from(texts.values(), (text) => inWords(scorer.explain(text), targets)) : undefined;
      await writeFile(flags.out, scoresText({ targets, ids: [...texts.keys()], scores, reasons, without: clientsWithoutNote }));
      const { preset, labels, synthetic } = folder.metadata;
      const warning = labels.source === 'generated' ? generatedLabelsWarning : undefined;
      const answer = { file: flags.out, clients: texts.size, without_note: clientsWithoutNote, targets, preset, synthetic, labels };
      print(command, { ...answer, ...(warning && { warning }), skipped: remarks.counts }, () =>
        [
          `${synthetic ? 'By models of SYNTHETIC clients: ' : ''}${texts.size.toLocaleString('en-US')} clients scored`,
          ...(warning ? [warning] : []),
          summaryOf(scores),
          ...(clientsWithoutNote.length > 0 ? [withoutNote(clientsWithoutNote)] : []),
          ...(remarks.lines.length > 0 ? [['Of the files:', ...remarks.lines.map((line) => `  ${line}`)].join('\n')] : []),
          `Written to ${flags.out}`,
        ].join('\n\n'),
      );
    });
}

/** The same, by models that a running platform serves. */
async function predictDeployed(
  { notes, deployed, out }: PredictFlags & { readonly deployed: Record<string, string> },
  remarks: Remarks,
  command: Command,
): Promise<void> {
  const { notes: read, clientsWithoutNote } = await notesRead(notes, remarks, 1);
  const { models, predictions } = await scoresOfPlatform(connect(command), read, deployed);
  const asked = Object.keys(deployed);
  const ids = predictions.map(({ client_id }) => client_id);
  const scores = new Map(asked.map((name) => [name, Float64Array.from(predictions, (each) => numberOf(each.scores[name]))]));
  await writeFile(out, scoresText({ targets: asked, ids, scores, without: clientsWithoutNote }));
  const generated = Object.values(models).some(({ labels_origin }) => labels_origin !== undefined);
  const answer = { file: out, clients: ids.length, without_note: clientsWithoutNote, models, skipped: remarks.counts };
  print(command, { ...answer, ...(generated && { warning: generatedLabelsWarning }) }, () =>
    [
      `${ids.length.toLocaleString('en-US')} clients scored`,
      ...(generated ? [generatedLabelsWarning] : []),
      summaryOf(scores),
      ...remarks.lines,
      `Written to ${out}`,
    ].join('\n\n'),
  );
}

interface ScoreTable {
  readonly targets: readonly string[];
  readonly ids: readonly string[];
  readonly scores: ClientScores;
  /** By client, one text a target. */
  readonly reasons?: readonly (readonly string[])[];
  readonly without: readonly string[];
}

/** Clients without a usable note come last, with empty scores: reported, not lost. */
function scoresText({ targets, ids, scores, reasons, without }: ScoreTable): string {
  const columns = targets.map((target) => scores.get(target) ?? new Float64Array());
  const written = (value: number) => (Math.abs(value) < 1 ? value.toFixed(6) : value.toFixed(2));
  const header = ['client_id', ...targets, ...(reasons ? targets.map((target) => `${target}_why`) : [])];
  const scored = ids.map((id, row) => [id, ...columns.map((column) => written(column[row])), ...(reasons?.[row] ?? [])]);
  return csvText(header, [...scored, ...without.map((id) => [id, ...header.slice(1).map(() => '')])]);
}

function inWords(explained: ReadonlyMap<string, ClientExplanation>, targets: readonly string[]): string[] {
  return targets.map((target) => {
    const explanation = explained.get(target);
    const isValue = targetTasks[target as ClientTarget]?.task === 'regression';
    return explanation ? explanationInWords(explanation, { format: isValue ? money : percent }) : '';
  });
}

function money(value: number): string {
  return `$${Math.round(value).toLocaleString('en-US')}`;
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

function summaryOf(scores: ClientScores): string {
  const rows = Array.from(scores, ([target, values]) => {
    const sorted = values.toSorted();
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    return [target, at(0.1), at(0.5), at(0.9)];
  });
  return table(['score', 'a tenth below', 'median', 'a tenth above'], rows);
}

function withoutNote(ids: readonly string[]): string {
  const named = ids.slice(0, 5).join(', ');
  const more = ids.length > 5 ? ` and ${(ids.length - 5).toLocaleString('en-US')} more` : '';
  return `Without a note that can be used, and so without scores: ${named}${more}.`;
}
