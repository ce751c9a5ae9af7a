import { categoryAxis, type Chart, framed } from './chart.js';
import { labelText, numberText, percentText } from './text.js';
import { mix, type Theme } from './theme.js';

/** Rows by true and predicted class, shaded by the share of the true class; `matrix[truth][prediction]`. */
export function confusionMatrixChart(matrix: readonly (readonly number[])[], labels: readonly unknown[], theme: Theme): Chart {
  const names = labels.map((label) => labelText(label, 14));
  const cells = matrix.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, prediction) => ({ truth, prediction, count, share: total > 0 ? count / total : 0 }));
  });
  const side = Math.min(620, Math.max(300, 84 * names.length));
  const told = names.length <= 12;
  const left = 62 + 7 * Math.max(...names.map((name) => name.length));
  const right = cells.reduce((sum, { truth, prediction, count }) => sum + (truth === prediction ? count : 0), 0);
  const rows = cells.reduce((sum, { count }) => sum + count, 0);
  return framed(
    {
      name: 'confusion_matrix',
      title: 'Confusion matrix',
      subtitle: `${numberText(right)} of ${numberText(rows)} rows right; shades and per cent are shares of the true class`,
      description: `Confusion matrix of ${names.length} classes: ${numberText(right)} of ${numberText(rows)} rows on the diagonal.`,
      width: Math.max(480, left + side + 40),
      height: side + 78 + (names.length > 6 ? 100 : 60),
      grid: { left, top: 78, width: side, height: side },
      xAxis: categoryAxis('x', 'Predicted', names, theme, {
        axisLabel: { color: theme.quiet, fontSize: 11, interval: 0, rotate: names.length > 6 ? 40 : 0 },
        nameGap: names.length > 6 ? 62 : 32,
        axisLine: { show: false },
      }),
      yAxis: categoryAxis('y', 'Actual', names, theme, {
        inverse: true,
        axisLabel: { color: theme.quiet, fontSize: 11, interval: 0 },
        nameGap: left - 30,
        axisLine: { show: false },
      }),
      visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: shades(theme) } },
      series: {
        type: 'heatmap',
        silent: true,
        itemStyle: { borderColor: theme.background, borderWidth: 2 },
        data: cells.map(({ truth, prediction, count, share }) => ({
          value: [prediction, truth, share],
          label: {
            show: told,
            formatter: names.length <= 7 ? `${numberText(count)}\n${percentText(share)}` : numberText(count),
            color: share > 0.5 ? theme.background : theme.ink,
            fontSize: names.length <= 4 ? 14 : 11,
            lineHeight: 18,
          },
        })),
      },
    },
    theme,
  );
}

function shades({ background, series, line }: Theme): string[] {
  return [mix(line, background, 0.5), mix(series[0], background, 0.5), series[0]];
}
