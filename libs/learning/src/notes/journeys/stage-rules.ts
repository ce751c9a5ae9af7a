import type { ClientHistory } from '../histories.js';
import { notesUntil, signalsIn } from './journey-features.js';
import type { JourneyStage, ObservedStage } from './stages.js';

/** Which rules; see docs/guide/notes.md. */
export const stageRules = 'atelier-stages-1';

/** Where stages come from that a model learned: what somebody observed, or rules on the same notes. */
export type StagesOrigin = { readonly source: 'given' } | { readonly source: 'generated'; readonly rules: typeof stageRules };

/** What is said wherever generated stages or their models appear. */
export const generatedStagesWarning =
  'These stages were generated from the notes by rules, not observed: scores say how well the rules were learned, not where clients truly stand.';

/** Days of silence. */
const atRiskAfter = 90;
const lapsedAfter = 180;
const newFor = 30;
const review = 30;

/** The stage by rules that anyone can follow, the first that fits; undefined before the first note. */
export function stageByRules(history: ClientHistory, day: number): JourneyStage | undefined {
  const notes = notesUntil(history, day);
  const last = notes.at(-1);
  if (!last) return undefined;
  const silence = day - last.day;
  if (silence > lapsedAfter) return 'lapsed';
  if (silence > atRiskAfter) return 'at_risk';
  const before = notes.at(-2);
  if (before && last.day - before.day > lapsedAfter) return 'returning';
  if (!before && silence <= newFor) return 'new';
  const said = signalsIn(last);
  if (said.has('dissatisfied')) return 'at_risk';
  if (said.has('loyal') || notes.filter((note) => signalsIn(note).has('loyal')).length >= 2) return 'loyal';
  if (said.has('urgent') || (said.has('interest') && !said.has('hesitant'))) return 'buying';
  if (said.has('interest') || said.has('hesitant') || said.has('gift')) return 'considering';
  return 'exploring';
}

/** Stages by rules on the day of each note and every 30 days of silence after it, until `lastDay`. */
export function generateStages(histories: readonly ClientHistory[], lastDay: number): ObservedStage[] {
  return histories.flatMap((history) =>
    momentsOf(history, lastDay).flatMap((day) => {
      const stage = stageByRules(history, day);
      return stage ? [{ clientId: history.clientId, day, stage }] : [];
    }),
  );
}

/** The days on which a client's stage is looked at: of each note, every 30 days of silence, and the last. */
export function momentsOf(history: ClientHistory, lastDay: number): number[] {
  const noted = [...new Set(notesUntil(history, lastDay).map(({ day }) => day))];
  return noted.flatMap((day, i) => {
    const until = noted[i + 1] ?? lastDay;
    const silent = Array.from({ length: Math.max(0, Math.ceil((until - day) / review) - 1) }, (_, n) => day + (n + 1) * review);
    return [day, ...silent, ...(i === noted.length - 1 && until > day ? [until] : [])];
  });
}
