import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent, VisualMapComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from './chart.js';
import { escapeXml } from './text.js';

use([BarChart, HeatmapChart, LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, VisualMapComponent, SVGRenderer]);

/** The chart as one SVG text with its title and description for screen readers. Same chart, same text. */
export function renderSvg({ option, title, description, width, height }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return withText(renumbered(chart.renderToSVGString()), title, description);
  } finally {
    chart.dispose();
  }
}

/** ECharts numbers ids over all charts that it ever drew; here every chart begins anew. */
function renumbered(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(/\bzr\d+-[a-z]+-?\d+/g, (id) => {
    const name = names.get(id) ?? `a${names.size}`;
    names.set(id, name);
    return name;
  });
}

function withText(svg: string, title: string, description: string): string {
  const text = `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>`;
  return svg.replace(/^<svg [^>]*>/, (opening) => `${opening.slice(0, -1)} role="img" aria-label="${escapeXml(title)}">\n${text}`);
}
