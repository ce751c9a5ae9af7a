import { evaluationReport, type EvaluationReport } from '../evaluation/report.js';
import { createRandom } from '../random/random.js';

const history = Array.from({ length: 60 }, (_, iteration) => ({
  iteration,
  total: 60,
  metrics: {
    train_loss: 0.69 * Math.exp(-iteration / 14) + 0.12,
    validation_loss: 0.66 * Math.exp(-iteration / 11) + 0.21 + 0.0016 * Math.max(0, iteration - 25),
  },
}));

const importance = [
  'duration of the last call in seconds',
  'balance',
  'age',
  'month = may',
  'job',
  'housing',
  'loan',
  'education & "other"',
  'day',
].map((name, i) => ({ name, importance: 0.31 / (i + 1) ** 1.2, std: 0.03 / (i + 1) }));

/** Made-up reports with every part there is, for tests of the charts. */
export function classReport(labels: readonly (string | boolean)[], rows = 800, seed = 1): EvaluationReport {
  const classes = labels.length;
  const outcome = (from: number) => {
    const random = createRandom(from);
    const truth = Int32Array.from({ length: rows }, () => Math.min(random.integer(classes), random.integer(classes)));
    const proba = new Float64Array(rows * classes);
    const prediction = truth.map((code, row) => {
      const own = Array.from({ length: classes }, (_, k) => Math.exp(1.4 * random.normal() + (k === code ? 1.7 : 0)));
      const sum = own.reduce((total, value) => total + value, 0);
      own.forEach((value, k) => {
        proba[row * classes + k] = value / sum;
      });
      return own.indexOf(Math.max(...own));
    });
    return { task: 'classification', classes, truth, prediction, proba } as const;
  };
  return evaluationReport({
    outcome: outcome(seed),
    validation: outcome(seed + 1),
    labels,
    aim: { by: 'cost', false_positive: 1, false_negative: 4 },
    seed,
    repeats: 50,
    history,
    importance,
    learningCurve: {
      metric: 'roc_auc',
      points: [100, 300, 1000, 3000, 8000].map((count, i) => ({
        rows: count,
        train: 0.99 - 0.012 * i,
        validation: 0.78 + 0.035 * i,
        train_std: 0.004,
        validation_std: 0.03 / (i + 1),
      })),
    },
    partialDependence: [
      {
        column: 'age',
        label: labels[1],
        points: Array.from({ length: 20 }, (_, i) => {
          const mean = 0.3 + 0.2 * Math.sin(i / 4);
          return { value: 20 + 2.5 * i, mean, low: mean - 0.1, high: mean + 0.15 };
        }),
      },
      {
        column: 'job',
        label: labels[1],
        points: ['admin', 'technician', 'services', 'management', 'retired', 'blue-collar worker', 'unemployed', 'student'].map(
          (value, i) => ({ value, mean: 0.1 + 0.05 * ((i * 3) % 7) }),
        ),
      },
    ],
  });
}

export function valueReport(rows = 700): EvaluationReport {
  const random = createRandom(4);
  const truth = Float64Array.from({ length: rows }, () => 180_000 * Math.exp(0.5 * random.normal()));
  return evaluationReport({
    outcome: { task: 'regression', truth, prediction: truth.map((value) => 0.9 * value + 15_000 + 22_000 * random.normal()) },
    seed: 1,
    repeats: 50,
    history,
    importance: importance.map(({ name, importance: share }) => ({ name, importance: share })),
  });
}
