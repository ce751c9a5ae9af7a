import { generatedStagesWarning, type JourneyModel, type JourneyReport } from '@atelier/learning';
import { table } from '../terminal/table.js';

interface ReportContext {
  readonly out: string;
  /** The model was made before, of other clients. */
  readonly model?: string;
  readonly asOf: string;
  readonly remarks: readonly string[];
}

/** Journeys as one reads them at a terminal. */
export function journeysReport(model: JourneyModel, report: JourneyReport, context: ReportContext): string {
  return [
    `Where ${report.clients.toLocaleString('en-US')} clients stand on ${context.asOf}${context.model ? `, by ${context.model}` : ''}`,
    ...(model.origin.source === 'generated' ? [generatedStagesWarning] : []),
    stagesTable(report),
    report.words.join('\n'),
    'From each stage (row) to the next, % of the stays that ended',
    transitionTable(model.stages, report),
    quality(model),
    ...(report.untold > 0 ? [`Of ${report.untold.toLocaleString('en-US')} clients no note is dated: no stage is told.`] : []),
    ...(context.remarks.length > 0 ? [['Of the files:', ...context.remarks.map((line) => `  ${line}`)].join('\n')] : []),
    `Written to ${context.out}`,
  ].join('\n\n');
}

function stagesTable({ stages }: JourneyReport): string {
  return table(
    ['stage', 'clients now', '%', 'stays', 'median days'],
    stages.map(({ stage, clients, share, stays, medianDays }) => [stage, clients, Math.round(share * 1000) / 10, stays, medianDays]),
  );
}

function transitionTable(stages: readonly string[], { transitions }: JourneyReport): string {
  const share = (from: string, to: string) => {
    const found = transitions.find((way) => way.from === from && way.to === to);
    return found && Math.round(found.share * 100);
  };
  return table(
    ['', ...stages],
    stages.map((from) => [from, ...stages.map((to) => share(from, to))]),
  );
}

function quality({ evaluation, importance }: JourneyModel): string {
  const { clients, rows, accuracy, majority, f1 } = evaluation;
  const told = importance.slice(0, 5).map(({ name }) => name.replaceAll('_', ' '));
  return [
    `Judged by ${rows.toLocaleString('en-US')} stages of ${clients.toLocaleString('en-US')} clients that the model never saw: accuracy ${accuracy.toFixed(3)} (always the most frequent stage: ${majority.toFixed(3)}), F1 ${f1.toFixed(3)}.`,
    `It goes most by ${told.join(', ')}.`,
  ].join('\n');
}
