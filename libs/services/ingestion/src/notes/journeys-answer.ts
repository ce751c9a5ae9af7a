import type { JourneysMade } from '@atelier/contracts';
import type { JourneyModel, JourneyReport } from '@atelier/learning';

type Told = Pick<JourneysMade, 'clients' | 'untold' | 'origin' | 'stages' | 'transitions' | 'words' | 'evaluation'>;

/** Journeys as the API tells of them. */
export function journeysAnswer({ origin, evaluation }: JourneyModel, report: JourneyReport): Told {
  return {
    clients: report.clients,
    untold: report.untold,
    origin: origin.source,
    stages: report.stages.map(({ medianDays, ...stage }) => ({ ...stage, median_days: medianDays })),
    transitions: report.transitions.map(({ medianDays, ...way }) => ({ ...way, median_days: medianDays })),
    words: [...report.words],
    evaluation: {
      clients: evaluation.clients,
      rows: evaluation.rows,
      accuracy: evaluation.accuracy,
      majority: evaluation.majority,
      balanced_accuracy: evaluation.balanced_accuracy,
      f1: evaluation.f1,
      classes: evaluation.classes.map(String),
      confusion_matrix: evaluation.confusion_matrix.map((row) => [...row]),
    },
  };
}
