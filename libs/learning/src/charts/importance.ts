import type { ImportanceShare } from '../evaluation/report.js';
import { categoryAxis, type Chart, framed, valueAxis } from './chart.js';
import { labelText, numberText } from './text.js';
import type { Theme } from './theme.js';

const most = 20;

/** Columns by importance, the largest on top, with a line of one standard deviation where there is one. */
export function importanceChart(shares: readonly ImportanceShare[], theme: Theme): Chart {
  const drawn = shares.toSorted((a, b) => b.importance - a.importance).slice(0, most);
  const names = drawn.map(({ name }) => labelText(name, 26));
  const rest = shares.length > most ? `the ${most} largest of ${shares.length} columns` : `${shares.length} columns`;
  const height = 130 + 26 * drawn.length;
  return framed(
    {
      name: 'importance',
      title: 'Importance of columns',
      subtitle: drawn.some(({ std }) => std) ? `${rest}; lines are ± one standard deviation` : rest,
      description: `Bars of importance: ${drawn
        .slice(0, 5)
        .map(({ name, importance }) => `${labelText(name)} ${numberText(importance)}`)
        .join(', ')}.`,
      height,
      grid: { left: 196, right: 72, top: 72, bottom: 52 },
      xAxis: valueAxis('x', 'Importance', theme, { scale: false }),
      yAxis: categoryAxis(
        'y',
        '',
        names.map((name, i) => `${i}\u0000${name}`),
        theme,
        {
          inverse: true,
          axisLabel: { color: theme.ink, fontSize: 12, interval: 0, formatter: (name: string) => name.slice(name.indexOf('\u0000') + 1) },
        },
      ),
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: 15,
          itemStyle: { color: theme.series[0], borderRadius: 2 },
          data: drawn.map(({ importance }) => importance),
          label: {
            show: !drawn.some(({ std }) => std),
            position: 'right',
            color: theme.quiet,
            fontSize: 11,
            formatter: ({ dataIndex }) => numberText(drawn[dataIndex].importance),
          },
        },
        ...drawn.flatMap(({ importance, std }, i) =>
          std
            ? [
                {
                  type: 'line' as const,
                  silent: true,
                  showSymbol: false,
                  lineStyle: { color: theme.ink, width: 1.4 },
                  data: [
                    [importance - std, i],
                    [importance + std, i],
                  ],
                },
              ]
            : [],
        ),
      ],
    },
    theme,
  );
}
