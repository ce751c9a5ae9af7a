import { Command } from 'commander';
import { addClientCommands } from './commands/clients.js';
import { addConceptsCommands } from './commands/concepts.js';
import { addDataPreparationCommands } from './commands/data-preparation.js';
import { addDataAmendCommand } from './commands/data-amend.js';
import { addDataProfileCommand } from './commands/data-profile.js';
import { addDatasetCommands } from './commands/datasets.js';
import { addEvaluationCommands } from './commands/evaluation.js';
import { addFeatureCommands } from './commands/features.js';
import { addModelCommands } from './commands/models.js';
import { addMonitoringCommands } from './commands/monitoring.js';
import { addNotesCommands } from './commands/notes.js';
import { addTrainingCommands } from './commands/training.js';
import { addQuickstartCommand } from './quickstart/command.js';

/** The `atelier` command with all that it can do. */
export function createProgram(): Command {
  const program = new Command('atelier')
    .description('Atelier: tables in, watched models out')
    .version('0.1.0')
    .helpOption('-h, --help', 'show help; `atelier COMMAND --help` shows that of a command')
    .showHelpAfterError('(--help shows what there is)')
    .option('--home <folder>', 'home folder of an embedded platform', process.env.ATELIER_HOME ?? '.atelier')
    .option('--url <origin>', 'where the platform is (default: ATELIER_URL, or as its home folder says)')
    .option('--key <key>', 'API key (default: ATELIER_KEY, or the first key in the home folder)')
    .option('--json', 'answer as JSON, without bars');
  program.commandsGroup('Tables:');
  addDatasetCommands(program);
  addDataProfileCommand(program);
  addDataAmendCommand(program);
  addDataPreparationCommands(program);
  addFeatureCommands(program);
  program.commandsGroup('Training:');
  addTrainingCommands(program);
  addEvaluationCommands(program);
  program.commandsGroup('Models:');
  addModelCommands(program);
  program.commandsGroup('Monitoring:');
  addMonitoringCommands(program);
  program.commandsGroup('Client notes:');
  addNotesCommands(program);
  addClientCommands(program);
  addConceptsCommands(program);
  program.commandsGroup('First steps:');
  addQuickstartCommand(program);
  return program;
}
