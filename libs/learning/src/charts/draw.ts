import type { EvaluationReport } from '../evaluation/report.js';
import type { Chart } from './chart.js';
import { calibrationChart, precisionRecallChart, rocChart, thresholdChart } from './class-curves.js';
import { confusionMatrixChart } from './confusion-matrix.js';
import { learningCurveChart, lossChart, partialDependenceChart } from './course.js';
import { importanceChart } from './importance.js';
import { predictedActualChart, residualsChart } from './regression.js';
import { renderSvg } from './render.js';
import { type Theme, type ThemeName, themes } from './theme.js';

export interface DrawnChart {
  /** A file name without its ending: `roc`. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** Every chart that the report has numbers for, as ECharts options; the dashboard shows these as they are. */
export function chartsOf(report: EvaluationReport, themeName: ThemeName = 'light'): Chart[] {
  const theme = themes[themeName];
  const charts = [...outcomeCharts(report, theme), ...modelCharts(report, theme)];
  return charts.filter((chart) => chart !== undefined);
}

/** The same as SVG. Same report, same text. */
export async function drawCharts(report: EvaluationReport, theme: ThemeName = 'light'): Promise<DrawnChart[]> {
  return await Promise.all(
    chartsOf(report, theme).map(async (chart) => ({ name: chart.name, title: chart.title, svg: await renderSvg(chart) })),
  );
}

function outcomeCharts({ metrics, curves = [], threshold, points = [] }: EvaluationReport, theme: Theme): (Chart | undefined)[] {
  if (metrics.task === 'regression')
    return points.length > 0 ? [predictedActualChart(points, theme, metrics.r2), residualsChart(points, theme)] : [];
  return [
    confusionMatrixChart(metrics.confusion_matrix, metrics.classes, theme),
    rocChart(curves, theme, threshold),
    precisionRecallChart(curves, theme, threshold),
    calibrationChart(curves, theme),
    threshold && thresholdChart(threshold, theme),
  ];
}

function modelCharts(report: EvaluationReport, theme: Theme): (Chart | undefined)[] {
  const { importance = [], history = [], learning_curve, partial_dependence = [] } = report;
  return [
    importance.length > 0 ? importanceChart(importance, theme) : undefined,
    lossChart(history, theme),
    learning_curve && learningCurveChart(learning_curve, theme),
    ...partial_dependence.map((curve) => partialDependenceChart(curve, theme)),
  ];
}
