import type { SeriesOption } from 'echarts';
import { type Chart, dashed, framed, valueAxis } from './chart.js';
import { numberText } from './text.js';
import type { Theme } from './theme.js';

export interface ValuePoint {
  readonly truth: number;
  readonly prediction: number;
}

/** Predicted against actual values, with the diagonal of perfect predictions. */
export function predictedActualChart(points: readonly ValuePoint[], theme: Theme, r2?: number): Chart {
  const values = points.flatMap(({ truth, prediction }) => [truth, prediction]);
  const ends = [Math.min(...values), Math.max(...values)];
  return framed(
    {
      name: 'predicted_actual',
      title: 'Predicted against actual',
      subtitle: `${numberText(points.length)} rows${r2 === undefined ? '' : `; R² ${numberText(r2)} on all`}; on the line, predictions are right`,
      description: `Predicted against actual values of ${numberText(points.length)} rows, with the line of right predictions.`,
      width: 600,
      height: 560,
      xAxis: valueAxis('x', 'Actual', theme),
      yAxis: valueAxis('y', 'Predicted', theme),
      series: [
        dots(
          points.map(({ truth, prediction }) => [truth, prediction]),
          theme,
        ),
        dashed(
          'right',
          [
            [ends[0], ends[0]],
            [ends[1], ends[1]],
          ],
          theme,
        ),
      ],
    },
    theme,
  );
}

/** Truth less prediction by prediction: without pattern about 0, nothing is left to learn. */
export function residualsChart(points: readonly ValuePoint[], theme: Theme): Chart {
  const residuals = points.map(({ truth, prediction }) => truth - prediction);
  const predictions = points.map(({ prediction }) => prediction);
  const mean = residuals.reduce((sum, value) => sum + value / residuals.length, 0);
  const spread = Math.sqrt(residuals.reduce((sum, value) => sum + (value - mean) ** 2 / residuals.length, 0));
  return framed(
    {
      name: 'residuals',
      title: 'Residuals',
      subtitle: `Actual less predicted: mean ${numberText(mean)}, standard deviation ${numberText(spread)}`,
      description: `Residuals by prediction for ${numberText(points.length)} rows; mean ${numberText(mean)}, standard deviation ${numberText(spread)}.`,
      xAxis: valueAxis('x', 'Predicted', theme),
      yAxis: valueAxis('y', 'Residual', theme),
      series: [
        dots(
          points.map(({ prediction }, i) => [prediction, residuals[i]]),
          theme,
        ),
        dashed(
          'none',
          [
            [Math.min(...predictions), 0],
            [Math.max(...predictions), 0],
          ],
          theme,
        ),
      ],
    },
    theme,
  );
}

function dots(data: number[][], theme: Theme): SeriesOption {
  return {
    type: 'scatter',
    data,
    silent: true,
    symbolSize: data.length > 300 ? 5 : 7,
    itemStyle: { color: theme.series[0], opacity: 0.45 },
  };
}
