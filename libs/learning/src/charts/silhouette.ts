import type { ClusterCount } from '../estimators/clusters/choose-clusters.js';
import { type Chart, framed, line, valueAxis } from './chart.js';
import { numberText } from './text.js';
import type { Theme } from './theme.js';

/** The mean silhouette of each number of clusters that was tried, with the one that was taken. */
export function silhouetteChart(curve: readonly ClusterCount[], taken: number, theme: Theme): Chart {
  const best = curve.find(({ clusters }) => clusters === taken) ?? curve[0];
  const told = `${best.clusters} segments: ${numberText(best.silhouette)}`;
  return framed(
    {
      name: 'silhouette',
      title: 'Silhouette by number of segments',
      subtitle: told,
      description: `The mean silhouette of ${curve.length} numbers of segments, from ${curve[0].clusters} to ${curve[curve.length - 1].clusters}. ${told}.`,
      xAxis: valueAxis('x', 'Segments', theme, { minInterval: 1 }),
      yAxis: valueAxis('y', 'Mean silhouette', theme),
      series: [
        line(
          'Silhouette',
          curve.map(({ clusters, silhouette }) => [clusters, silhouette]),
          theme.series[0],
          { showSymbol: true, symbol: 'circle', symbolSize: 6 },
        ),
        line('taken', [[best.clusters, best.silhouette]], theme.series[1], { showSymbol: true, symbol: 'circle', symbolSize: 12 }),
      ],
    },
    theme,
  );
}
