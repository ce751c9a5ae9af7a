import type { SeriesOption } from 'echarts';
import type { ClassCurves, ThresholdReport } from '../evaluation/report.js';
import { type Chart, dashed, framed, line, plotTop, valueAxis } from './chart.js';
import { labelText, numberText } from './text.js';
import type { Theme } from './theme.js';

const square = { width: 600, height: 560 };
const share = { min: 0, max: 1, interval: 0.2 };

/** ROC curves, one per class, with the diagonal of chance. Undefined where no class has one. */
export function rocChart(curves: readonly ClassCurves[], theme: Theme, threshold?: ThresholdReport): Chart | undefined {
  const drawn = shown(curves.filter(({ roc }) => roc));
  if (drawn.length === 0) return undefined;
  const legend = legendOf(drawn, 'AUC', ({ roc_auc }) => roc_auc);
  const at = threshold && [1 - specificityOf(threshold), threshold.judged_on.recall];
  return framed(
    {
      name: 'roc',
      title: 'ROC curve',
      subtitle: subtitleOf(curves, drawn, 'area under the curve', ({ roc_auc }) => roc_auc),
      description: `ROC curve: ${legend.join('; ')}. The diagonal is chance.`,
      ...square,
      legend: drawn.length > 1 ? legend : [],
      xAxis: valueAxis('x', 'False positive rate', theme, share),
      yAxis: valueAxis('y', 'True positive rate', theme, share),
      series: [
        dashed(
          'chance',
          [
            [0, 0],
            [1, 1],
          ],
          theme,
        ),
        ...drawn.map(({ roc }, i) =>
          line(
            legend[i],
            (roc?.fpr ?? []).map((x, at_) => [x, roc?.tpr[at_] ?? 0]),
            theme.series[i],
          ),
        ),
        ...(at ? [mark(at, `threshold ${thresholdText(threshold)}`, 'right', theme)] : []),
      ],
    },
    theme,
  );
}

/** Precision-recall curves, one per class; a dashed line is the precision of calling all positive. */
export function precisionRecallChart(curves: readonly ClassCurves[], theme: Theme, threshold?: ThresholdReport): Chart | undefined {
  const drawn = shown(curves.filter(({ precision_recall }) => precision_recall));
  if (drawn.length === 0) return undefined;
  const legend = legendOf(drawn, 'AP', ({ pr_auc }) => pr_auc);
  const { recall, precision } = threshold?.judged_on ?? { recall: 0, precision: 0 };
  return framed(
    {
      name: 'precision_recall',
      title: 'Precision and recall',
      subtitle: subtitleOf(curves, drawn, 'average precision', ({ pr_auc }) => pr_auc),
      description: `Precision against recall: ${legend.join('; ')}.`,
      ...square,
      legend: drawn.length > 1 ? legend : [],
      xAxis: valueAxis('x', 'Recall', theme, share),
      yAxis: valueAxis('y', 'Precision', theme, share),
      series: [
        ...(drawn.length === 1
          ? [
              dashed(
                'all positive',
                [
                  [0, drawn[0].prevalence],
                  [1, drawn[0].prevalence],
                ],
                theme,
              ),
            ]
          : []),
        ...drawn.map(({ precision_recall: curve }, i) =>
          line(
            legend[i],
            (curve?.recall ?? []).map((x, at) => [x, curve?.precision[at] ?? 0]),
            theme.series[i],
          ),
        ),
        ...(threshold && recall > 0 ? [mark([recall, precision], `threshold ${thresholdText(threshold)}`, 'below', theme)] : []),
      ],
    },
    theme,
  );
}

/** Observed shares against predicted ones; below, for a single class, how many rows were predicted so. */
export function calibrationChart(curves: readonly ClassCurves[], theme: Theme): Chart | undefined {
  const drawn = shown(curves.filter(({ calibration }) => calibration.points.length > 0));
  if (drawn.length === 0) return undefined;
  const legend = legendOf(drawn, 'error', ({ calibration }) => calibration.error);
  const single = drawn.length === 1 ? drawn[0] : undefined;
  const top = plotTop(single ? [] : legend, square.width);
  const left = 72;
  const right = 40;
  const plots = single
    ? [
        { left, right, top, height: 330 },
        { left, right, top: top + 356, height: 70 },
      ]
    : [{ left, right, top, bottom: 58 }];
  const most = Math.max(...(single?.calibration.points.map(({ count }) => count) ?? [1]));
  return framed(
    {
      name: 'calibration',
      title: 'Calibration',
      subtitle: single
        ? `Expected calibration error ${numberText(single.calibration.error)}; on the diagonal, probabilities come true`
        : 'Class: expected calibration error; on the diagonal, probabilities come true',
      description: `Observed share against predicted probability: ${legend.join('; ')}.`,
      width: square.width,
      height: single ? 570 : square.height,
      legend: single ? [] : legend,
      grid: plots,
      xAxis: single
        ? [
            valueAxis('x', '', theme, { ...share, axisLabel: { show: false }, containShape: false }),
            { ...valueAxis('x', 'Predicted probability', theme, { ...share, containShape: false }), gridIndex: 1 },
          ]
        : valueAxis('x', 'Predicted probability', theme, share),
      yAxis: single
        ? [
            valueAxis('y', 'Observed share', theme, share),
            { ...valueAxis('y', 'Rows', theme, { min: 0, max: most, interval: most, scale: false }), gridIndex: 1 },
          ]
        : valueAxis('y', 'Observed share', theme, share),
      series: [
        dashed(
          'perfect',
          [
            [0, 0],
            [1, 1],
          ],
          theme,
        ),
        ...drawn.map(({ calibration }, i) =>
          line(
            legend[i],
            calibration.points.map(({ predicted, observed }) => [predicted, observed]),
            theme.series[i],
            { showSymbol: true, symbol: 'circle', symbolSize: 8 },
          ),
        ),
        ...(single ? [countBars(single, theme)] : []),
      ],
    },
    theme,
  );
}

function countBars({ calibration }: ClassCurves, theme: Theme): SeriesOption {
  const data = calibration.points.map(({ predicted, count }) => [Math.min(9, Math.floor(predicted * 10)) / 10 + 0.05, count]);
  return {
    type: 'bar',
    data,
    xAxisIndex: 1,
    yAxisIndex: 1,
    barWidth: 40,
    silent: true,
    itemStyle: { color: theme.series[0], opacity: 0.55 },
  };
}

/** Precision, recall and F1 (and cost, scaled to its largest) by threshold, with the chosen one. */
export function thresholdChart(threshold: ThresholdReport, theme: Theme): Chart {
  const costs = threshold.curve.map(({ cost }) => cost ?? 0);
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  const lines = [
    // Without any call there is no precision.
    { name: 'Precision', of: threshold.curve.map((at) => (at.true_positives + at.false_positives > 0 ? at.precision : Number.NaN)) },
    { name: 'Recall', of: threshold.curve.map(({ recall }) => recall) },
    { name: 'F1', of: threshold.curve.map(({ f1 }) => f1) },
    ...(threshold.aim.by === 'cost' && most > least
      ? [{ name: 'Cost (least 0, most 1)', of: costs.map((cost) => (cost - least) / (most - least)) }]
      : []),
  ];
  const { judged_on, source } = threshold;
  const chosen = threshold.threshold;
  const cost = judged_on.cost === undefined ? '' : `, cost ${numberText(judged_on.cost)} a row`;
  const told = `precision ${numberText(judged_on.precision)}, recall ${numberText(judged_on.recall)}${cost}`;
  return framed(
    {
      name: 'threshold',
      title: `Threshold for "${labelText(threshold.label)}": ${thresholdText(threshold)}`,
      subtitle: `Chosen by ${threshold.aim.by.replace('_', ' ')} on ${source} rows; here ${told}`,
      description: `Precision, recall and F1 by threshold; at the chosen threshold ${thresholdText(threshold)} ${told}.`,
      legend: lines.map(({ name }) => name),
      xAxis: valueAxis('x', 'Threshold', theme, share),
      yAxis: valueAxis('y', '', theme, share),
      series: [
        ...lines.map(({ name, of }, i) =>
          line(
            name,
            of.flatMap((value, at) => (Number.isNaN(value) ? [] : [[threshold.curve[at].threshold, value]])),
            theme.series[i],
          ),
        ),
        ...(chosen === null
          ? []
          : [
              dashed(
                'chosen',
                [
                  [chosen, 0],
                  [chosen, 1],
                ],
                theme,
              ),
            ]),
      ],
    },
    theme,
  );
}

/** As many classes as there are colours, the most frequent ones. */
function shown(curves: readonly ClassCurves[]): readonly ClassCurves[] {
  return curves.toSorted((a, b) => b.prevalence - a.prevalence).slice(0, 8);
}

function legendOf(curves: readonly ClassCurves[], what: string, of: (curve: ClassCurves) => number | null): string[] {
  return curves.map((curve) => `${labelText(curve.label, 16)}: ${what} ${valueText(of(curve))}`);
}

function subtitleOf(
  all: readonly ClassCurves[],
  drawn: readonly ClassCurves[],
  what: string,
  of: (curve: ClassCurves) => number | null,
): string {
  if (all.length === 1) return `Class "${labelText(all[0].label)}": ${what} ${valueText(of(all[0]))}`;
  const which = drawn.length < all.length ? `the ${drawn.length} most frequent of ${all.length} classes` : 'each class';
  return `One against the rest, ${which}`;
}

function valueText(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(3);
}

function thresholdText({ threshold }: ThresholdReport): string {
  return threshold === null ? 'none' : numberText(threshold);
}

function specificityOf({ judged_on: { true_negatives, false_positives } }: ThresholdReport): number {
  return true_negatives / (true_negatives + false_positives);
}

/** The label stands where the curve bends away from. */
function mark(at: readonly number[], text: string, side: 'right' | 'below', theme: Theme): SeriesOption {
  return {
    type: 'scatter',
    data: [[...at]],
    silent: true,
    symbolSize: 11,
    itemStyle: { color: theme.background, borderColor: theme.ink, borderWidth: 2 },
    label: {
      show: true,
      formatter: text,
      position: side === 'right' ? 'right' : 'left',
      offset: side === 'right' ? [0, 0] : [6, 18],
      distance: 8,
      color: theme.ink,
      fontSize: 12,
      backgroundColor: theme.background,
      padding: [3, 5],
    },
  };
}
