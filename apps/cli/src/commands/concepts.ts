import type { Command } from 'commander';
import { addConceptsEvaluateCommand } from './concepts-evaluate.js';
import { addConceptsListCommand } from './concepts-list.js';
import { addConceptsTrainCommand } from './concepts-train.js';

/** `atelier concepts …`. */
export function addConceptsCommands(program: Command): void {
  const concepts = program.command('concepts').description('a concept model: what words mean that no lexicon has');
  addConceptsTrainCommand(concepts);
  addConceptsListCommand(concepts);
  addConceptsEvaluateCommand(concepts);
}
