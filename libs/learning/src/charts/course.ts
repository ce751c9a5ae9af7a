import type { Progress } from '../estimators/estimator.js';
import type { LearningCurve, PartialDependenceCurve } from '../evaluation/report-curves.js';
import { band, categoryAxis, type Chart, dashed, framed, line, valueAxis } from './chart.js';
import { labelText, numberText, titleText } from './text.js';
import type { Theme } from './theme.js';

/** Every metric of a fit by iteration, with the iteration where the validation loss was least. Undefined for less than two iterations or no metric. */
export function lossChart(history: readonly Progress[], theme: Theme): Chart | undefined {
  const names = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics)))].slice(0, 8);
  if (history.length < 2 || names.length === 0) return undefined;
  const watched = names.find((name) => name.startsWith('validation'));
  const values = history.map(({ metrics }) => (watched ? metrics[watched] : Number.NaN));
  const least = values.reduce((best, value, i) => (value < values[best] ? i : best), 0);
  const drawn = names.flatMap((name) => history.flatMap(({ metrics }) => (Number.isFinite(metrics[name]) ? [metrics[name]] : [])));
  const told = watched
    ? `${titleText(watched)} is least, ${numberText(values[least])}, at iteration ${least + 1}`
    : `${history.length} iterations`;
  return framed(
    {
      name: 'loss',
      title: 'Course of training',
      subtitle: told,
      description: `${names.map(titleText).join(', ')} over ${history.length} iterations. ${told}.`,
      legend: names.map(titleText),
      xAxis: valueAxis('x', 'Iteration', theme, { min: 1, max: history.length, minInterval: 1 }),
      yAxis: valueAxis('y', '', theme),
      series: [
        ...names.map((name, i) =>
          line(
            titleText(name),
            history.flatMap(({ metrics }, at) => (name in metrics ? [[at + 1, metrics[name]]] : [])),
            theme.series[i],
          ),
        ),
        ...(watched
          ? [
              dashed(
                'least',
                [
                  [least + 1, Math.min(...drawn)],
                  [least + 1, Math.max(...drawn)],
                ],
                theme,
              ),
            ]
          : []),
      ],
    },
    theme,
  );
}

/** A metric by number of training rows, on the rows learned from and on others: whether more rows would help. */
export function learningCurveChart({ metric, points }: LearningCurve, theme: Theme): Chart {
  const bandOf = (part: 'train' | 'validation', color: string) => {
    const deviation = (point: LearningCurve['points'][number]) => (part === 'train' ? point.train_std : point.validation_std) ?? 0;
    return band(
      points.map((point) => ({ x: point.rows, low: point[part] - deviation(point), high: point[part] + deviation(point) })),
      color,
      part,
    );
  };
  const last = points[points.length - 1];
  return framed(
    {
      name: 'learning_curve',
      title: 'Learning curve',
      subtitle: `${titleText(metric)} with ${numberText(last.rows)} rows: ${numberText(last.validation)} on validation rows`,
      description: `${titleText(metric)} from ${numberText(points[0].rows)} to ${numberText(last.rows)} training rows: ${numberText(last.train)} on these and ${numberText(last.validation)} on others at the end.`,
      legend: ['Training', 'Validation'],
      xAxis: valueAxis('x', 'Training rows', theme),
      yAxis: valueAxis('y', titleText(metric), theme),
      series: [
        ...bandOf('train', theme.series[0]),
        ...bandOf('validation', theme.series[1]),
        line(
          'Training',
          points.map(({ rows, train }) => [rows, train]),
          theme.series[0],
          { showSymbol: true, symbol: 'circle', symbolSize: 7 },
        ),
        line(
          'Validation',
          points.map(({ rows, validation }) => [rows, validation]),
          theme.series[1],
          { showSymbol: true, symbol: 'circle', symbolSize: 7 },
        ),
      ],
    },
    theme,
  );
}

/** The mean prediction by a column's value: a line for numbers, bars for categories. */
export function partialDependenceChart({ column, label, points }: PartialDependenceCurve, theme: Theme): Chart {
  const numbers = points.every(({ value }) => typeof value === 'number');
  const names = points.map(({ value }) => labelText(value, 14));
  const what = label === undefined ? 'Mean prediction' : `Mean probability of ${labelText(label, 20)}`;
  const means = points.map(({ mean }) => mean);
  const spread = points.flatMap(({ value, low, high }, i) =>
    low === undefined || high === undefined ? [] : [{ x: numbers ? value : i, low, high }],
  );
  return framed(
    {
      name: `partial_dependence_${column.replace(/[^\p{L}\p{N}]+/gu, '_').slice(0, 60)}`,
      title: `Partial dependence on ${labelText(column, 40)}`,
      subtitle:
        spread.length > 0 ? 'All rows with this value set; the band is the middle half of the rows' : 'All rows with this value set',
      description: `${what} by ${labelText(column)}: from ${numberText(Math.min(...means))} to ${numberText(Math.max(...means))}.`,
      xAxis: numbers
        ? valueAxis('x', column, theme)
        : categoryAxis('x', column, names, theme, {
            axisLabel: { color: theme.quiet, fontSize: 11, interval: 0, rotate: names.length > 6 ? 35 : 0 },
            nameGap: names.length > 6 ? 60 : 32,
          }),
      yAxis: valueAxis('y', what, theme, numbers ? {} : { scale: false }),
      grid: { left: 68, right: 28, top: 76, bottom: names.length > 6 && !numbers ? 88 : 58 },
      series: numbers
        ? [
            ...(spread.length > 0 ? band(spread, theme.series[0], 'spread') : []),
            line(
              what,
              points.map(({ value, mean }) => [value, mean]),
              theme.series[0],
            ),
          ]
        : { type: 'bar', silent: true, barMaxWidth: 44, itemStyle: { color: theme.series[0], borderRadius: 2 }, data: means },
    },
    theme,
  );
}
