import type { ModelHealth } from '@atelier/contracts';
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
    .argument('<actual>')
    .action(async (predictionId: string, actual: string, _: unknown, command: Command) => {
      const value = actual.trim() !== '' && Number.isFinite(Number(actual)) ? Number(actual) : actual;
      const answer = await connect(command).monitoring.recordOutcomes([{ prediction_id: predictionId, actual: value }]);
      print(command, answer, () => `${answer.recorded} outcome recorded`);
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
    .option('--model <name>')
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
    .option('--reason <text>')
    .action(async (modelName: string, { reason }: { reason?: string }, command: Command) => {
      const answer = await connect(command).monitoring.retrain(modelName, { reason });
      print(command, answer, () => `retraining ${answer.retraining_id} ${answer.status}`);
    });

  program
    .command('retrainings')
    .description('the queue of retrainings and what became of them')
    .option('--model <name>')
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

export function healthText(health: ModelHealth): string {
  const { performance } = health;
  const drifted = health.features.filter((feature) => feature.drifted);
  const features = [...health.features].sort((a, b) => b.psi - a.psi).slice(0, 8);
  return [
    `${health.model_name} ${health.version}: health ${Math.round(health.health_score)} of 100, ${health.predictions} predictions, ${health.outcomes} outcomes`,
    `  ${performance.metric}: ${text(performance.current)} now, ${text(performance.baseline)} in training`,
    `  drifted: ${drifted.length > 0 ? drifted.map((feature) => feature.feature).join(', ') : 'no feature'}`,
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
  return value === null ? 'not known yet' : value.toFixed(3);
}
