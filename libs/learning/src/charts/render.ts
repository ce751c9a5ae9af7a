import type { Chart } from './chart.js';
import { escapeXml } from './text.js';

/**
 * The chart as one SVG text with its title and description for screen readers. Same chart, same text.
 * ECharts is loaded by the first chart: a quarter of a second and 90 MB that programs which draw none don't pay.
 */
export async function renderSvg(chart: Chart): Promise<string> {
  const { echartsSvg } = await import('./echarts-svg.js');
  return withText(renumbered(echartsSvg(chart)), chart.title, chart.description);
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
