import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ModelChanged, Predicted, PredictRequest, Stage } from '@atelier/contracts';
import { type Command, Option } from 'commander';
import { connect } from '../connection.js';
import { fileContent, fileText } from '../terminal/files.js';
import { jsonOf, rowsOfFile } from '../terminal/json-input.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

const stages: readonly Stage[] = ['training', 'staged', 'production', 'archived'];

const formats = ['xgboost', 'lightgbm', 'catboost', 'spark', 'onnx'] as const;

interface ImportFlags {
  readonly name: string;
  readonly format?: (typeof formats)[number];
  readonly signature?: object;
  readonly version?: string;
  readonly promote?: boolean;
}

type Features = NonNullable<PredictRequest['features']>;

/** `atelier deploy`, `import`, `models`, `promote`, `demote`, `rollback`, `predict`. */
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
    .command('import')
    .description("take in a model of XGBoost (JSON), LightGBM (text), CatBoost (JSON), an ONNX file, or the Spark job's folder")
    .argument('<file>')
    .requiredOption('--name <model>', 'the model that it is a version of')
    .addOption(new Option('--format <format>', 'found from the bytes otherwise').choices(formats))
    .option(
      '--signature <json>',
      'what the file does not say, as JSON or a file of it: {"inputs": [{"name", "type"}], "classes": […]}',
      signatureOf,
    )
    .option('--version <version>', 'MAJOR.MINOR.PATCH; given automatically otherwise')
    .option('--promote', 'serve it in production at once')
    .action(async (path: string, { name, promote = false, ...flags }: ImportFlags, command: Command) => {
      const files = await modelFiles(path);
      const answer = await connect(command).models.import({ files, model_name: name, ...flags, promote_to_production: promote });
      const next = promote ? `atelier predict ${name} --features JSON` : `atelier promote ${answer.model_id}`;
      print(command, answer, () => `${answer.format}, compared on ${answer.rows_checked} rows\n${changeText(answer)}\nnext: ${next}`);
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

/** A model file, or the files that the Spark job left in a folder. */
async function modelFiles(path: string): Promise<{ content: Blob; fileName: string }[]> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [{ content: await fileContent(path), fileName: basename(path) }];
  const names = readdirSync(path).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  if (names.length === 0) throw new Error(`The folder ${path} has no model files; the Spark job leaves six.`);
  return await Promise.all(names.map(async (fileName) => ({ content: await fileContent(join(path, fileName)), fileName })));
}

/** JSON, or a file that holds it. */
function signatureOf(text: string): object {
  return jsonOf<object>(/^\s*\{/.test(text) ? text : fileText(text));
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
