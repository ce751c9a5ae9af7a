import { serveSandbox } from '@atelier/sandbox';
import { loadTables } from '@atelier/tables';
import { type DaySketch, sketchDays, type SketchDaysInput } from './sketch-days.js';

serveSandbox<SketchDaysInput, null, DaySketch>(async (input, { send }) => {
  await sketchDays(input, send);
  return null;
}, loadTables);
