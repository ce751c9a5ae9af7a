import type { Label, ModelHealth } from '@atelier/contracts';
import { type AtelierClient, ProblemError } from '@atelier/sdk';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

/** `atelier outcome`, `health`, `alerts`, `retrain`, `retrainings`. */
export function addMonitoringCommands(program: Command): void {
  program
    .command('outcome')
    .description('say what really happened to a prediction')
    .argument('<prediction_id>')
    .argument('<actual>', "the target's own label or value")
    .action(async (predictionId: string, actual: string, _: unknown, command: Command) => {
      const atelier = connect(command);
      const value = labelLike(await predicted(atelier, predictionId), actual);
      const answer = await atelier.monitoring.recordOutcomes([{ prediction_id: predictionId, actual: value }]);
      print(command, answer, () => recordedText(answer));
    });

  program
    .command('health')
    .description('health, drift and performance of a version')
    .argument('<model_id>')
    .action(async (modelId: string, _: unknown, command: Command) => {
      const health = await connect(command).monitoring.health(modelId);
      print(command, health, () => healthText(health));
    });

  program
    .command('alerts')
    .description('what monitoring found')
    .option('--model <name>', 'of this model alone')
    .action(async ({ model }: { model?: string }, command: Command) => {
      const alerts = await connect(command).monitoring.alerts({ model_name: model });
      print(command, alerts, () =>
        table(
          ['at', 'severity', 'kind', 'model', 'message'],
          alerts.map((a) => [a.at, a.severity, a.kind, a.model_name, a.message]),
        ),
      );
    });

  program
    .command('retrain')
    .description('train a model again on its data and what was learned since')
    .argument('<model_name>')
    .option('--reason <text>', 'why, for the record')
    .action(async (modelName: string, { reason }: { reason?: string }, command: Command) => {
      const answer = await connect(command).monitoring.retrain(modelName, { reason });
      print(command, answer, () => `retraining ${answer.retraining_id} ${answer.status}`);
    });

  program
    .command('retrainings')
    .description('the queue of retrainings and what became of them')
    .option('--model <name>', 'of this model alone')
    .action(async ({ model }: { model?: string }, command: Command) => {
      const list = await connect(command).monitoring.retrainings({ model_name: model });
      print(command, list, () =>
        table(
          ['retraining_id', 'model', 'trigger', 'status', 'requested', 'reason'],
          list.map((r) => [r.retraining_id, r.model_name, r.trigger, r.status, r.requested_at, r.reason]),
        ),
      );
    });
}

/** What the platform answered, or null when it has not logged it yet or does not know it. */
async function predicted(atelier: AtelierClient, predictionId: string): Promise<Label | null> {
  try {
    return (await atelier.models.prediction(predictionId)).prediction;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'prediction.not_found') return null;
    throw error;
  }
}

/** Labels are the target's own: "1" is a number where the model answers numbers, and a text where it answers texts. */
export function labelLike(prediction: Label | null, text: string): Label {
  if (typeof prediction === 'string') return text;
  if (typeof prediction === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return String(Number(text)) === text || (typeof prediction === 'number' && text.trim() !== '' && Number.isFinite(Number(text)))
    ? Number(text)
    : text;
}

function recordedText({ recorded, waiting }: { readonly recorded: number; readonly waiting: number }): string {
  if (waiting > 0) return 'the outcome is kept; its prediction has not been heard of yet';
  return recorded > 0 ? 'the outcome is recorded' : 'it was recorded before';
}

export function healthText(health: ModelHealth): string {
  const { performance } = health;
  const drifted = health.features.filter((feature) => feature.drifted);
  const features = [...health.features].sort((a, b) => b.psi - a.psi).slice(0, 8);
  return [
    `${health.model_name} ${health.version}: health ${Math.round(health.health_score)} of 100, ${health.predictions} predictions, ${health.outcomes} outcomes`,
    `  ${performance.metric}: ${performance.current === null ? 'not known yet (send outcomes)' : `${text(performance.current)} now`}, ${text(performance.baseline)} in training`,
    health.reference === 'none'
      ? '  drifted: not known: the model came without the data that it was trained on'
      : `  drifted: ${drifted.length > 0 ? drifted.map((feature) => feature.feature).join(', ') : 'no feature'}`,
    ...(features.length > 0
      ? [
          table(
            ['feature', 'PSI', 'KS', 'p', 'drifted'],
            features.map((f) => [f.feature, f.psi, f.ks, f.p_value, f.drifted ? 'yes' : 'no']),
          ),
        ]
      : []),
  ].join('\n');
}

function text(value: number | null): string {
  return value === null ? 'not known' : value.toFixed(3);
}
