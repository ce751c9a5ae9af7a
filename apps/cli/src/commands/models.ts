import type { ModelChanged, Predicted, PredictRequest, Stage } from '@atelier/contracts';
import { type Command, Option } from 'commander';
import { connect } from '../connection.js';
import { jsonOf, rowsOfFile } from '../terminal/json-input.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

const stages: readonly Stage[] = ['training', 'staged', 'production', 'archived'];

type Features = NonNullable<PredictRequest['features']>;

/** `atelier deploy`, `models`, `promote`, `demote`, `rollback`, `predict`. */
export function addModelCommands(program: Command): void {
  program
    .command('deploy')
    .description('make a version of a named model from a training job')
    .argument('<job_id>')
    .requiredOption('--name <model>', 'the model that it is a version of')
    .option('--version <version>', 'MAJOR.MINOR.PATCH; given automatically otherwise')
    .option('--promote', 'serve it in production at once')
    .action(async (jobId: string, flags: { name: string; version?: string; promote?: boolean }, command: Command) => {
      const answer = await connect(command).models.deploy({
        training_job_id: jobId,
        model_name: flags.name,
        version: flags.version,
        promote_to_production: flags.promote ?? false,
      });
      const next = flags.promote ? `atelier predict ${flags.name} --features JSON` : `atelier promote ${answer.model_id}`;
      print(command, answer, () => `${changeText(answer)}\nnext: ${next}`);
    });

  program
    .command('models')
    .description('list the versions')
    .option('--name <model>', 'of this model alone')
    .addOption(new Option('--status <stage>', 'in this stage alone').choices(stages))
    .action(async (filter: { name?: string; status?: Stage }, command: Command) => {
      const models = await connect(command).models.deployed(filter);
      print(command, models, () =>
        table(
          ['name', 'version', 'stage', 'algorithm', 'model_id', 'created'],
          models.map((m) => [m.name, m.version, m.status, m.algorithm, m.model_id, m.created_at]),
        ),
      );
    });

  for (const change of ['promote', 'demote'] as const) {
    program
      .command(change)
      .description(change === 'promote' ? 'serve a version in production' : 'take a version out of production')
      .argument('<model_id>')
      .action(async (modelId: string, _: unknown, command: Command) => {
        const answer = await connect(command).models[change](modelId);
        print(command, answer, () => changeText(answer));
      });
  }

  program
    .command('rollback')
    .description('serve the version that served before, or the one named')
    .argument('<model_name>')
    .option('--to <version>', 'MAJOR.MINOR.PATCH')
    .action(async (modelName: string, { to }: { to?: string }, command: Command) => {
      const answer = await connect(command).models.rollback(modelName, to);
      print(command, answer, () => changeText(answer));
    });

  program
    .command('predict')
    .description('ask the production version of a model')
    .argument('<model_name>')
    .option('--features <json>', 'one row: {"age": 31, "city": "Paris"}', jsonOf<Features>)
    .option('--rows <file>', 'many rows: a file of JSON lines')
    .action(async (modelName: string, flags: { features?: Features; rows?: string }, command: Command) => {
      const rows = flags.rows === undefined ? undefined : rowsOfFile<Features>(flags.rows);
      if ((rows === undefined) === (flags.features === undefined)) throw new Error('Give either --features or --rows.');
      const answer = await connect(command).models.predict({ model_name: modelName, ...(rows ? { rows } : { features: flags.features }) });
      print(command, answer, () => predictionText(answer));
    });
}

function changeText(answer: ModelChanged): string {
  return `${answer.message}\nmodel_id ${answer.model_id}`;
}

function predictionText({ prediction, prediction_proba, prediction_score, prediction_id }: Predicted): string {
  const numbers = prediction_proba ?? prediction_score;
  return table(
    ['prediction', prediction_score ? 'scores' : 'probabilities', 'prediction_id'],
    prediction.map((label, i) => [String(label), numbers?.[i].map((p) => p.toFixed(3)).join(' '), prediction_id[i]]),
  );
}
