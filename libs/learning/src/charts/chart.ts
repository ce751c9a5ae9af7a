import type { EChartsOption, SeriesOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { fontFamily, type Theme } from './theme.js';
import { labelText } from './text.js';

/** A chart before it is drawn: an ECharts option, which the dashboard shows live and `renderSvg` draws. */
export interface Chart {
  /** A file name without its ending: `roc`. */
  readonly name: string;
  readonly title: string;
  /** What there is to see, in a sentence: for those who can't see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly option: EChartsOption;
}

/** What a chart is made of, before its frame is added. */
export interface ChartParts extends Omit<Chart, 'option' | 'width' | 'height'> {
  readonly subtitle?: string;
  readonly width?: number;
  readonly height?: number;
  readonly series: SeriesOption | SeriesOption[];
  readonly xAxis: XAXisComponentOption | XAXisComponentOption[];
  readonly yAxis: YAXisComponentOption | YAXisComponentOption[];
  /** Names in the legend; none for a single series. */
  readonly legend?: readonly string[];
  readonly grid?: EChartsOption['grid'];
  readonly visualMap?: EChartsOption['visualMap'];
}

export const chartWidth = 640;
export const chartHeight = 440;
const margin = { left: 72, right: 40, bottom: 58 };

/** Adds title, legend, margins and type to a chart's own parts. */
export function framed(parts: ChartParts, theme: Theme): Chart {
  const { name, title, subtitle, description, width = chartWidth, height = chartHeight, series, xAxis, yAxis, legend = [] } = parts;
  const option: EChartsOption = {
    animation: false,
    backgroundColor: theme.background,
    color: [...theme.series],
    textStyle: { fontFamily, fontSize: 12, color: theme.ink },
    title: {
      text: labelText(title, 70),
      subtext: subtitle && labelText(subtitle, 110),
      left: 16,
      top: 12,
      itemGap: 6,
      textStyle: { fontFamily, fontSize: 16, fontWeight: 'bold', color: theme.ink },
      subtextStyle: { fontFamily, fontSize: 12, color: theme.quiet },
    },
    ...(legend.length > 0 && {
      legend: {
        data: [...legend],
        left: 14,
        top: 58,
        icon: 'roundRect',
        itemWidth: 18,
        itemHeight: 5,
        itemGap: 16,
        textStyle: { fontFamily, fontSize: 12, color: theme.ink },
      },
    }),
    grid: parts.grid ?? { ...margin, top: plotTop(legend, width) },
    xAxis,
    yAxis,
    series,
    ...(parts.visualMap && { visualMap: parts.visualMap }),
  };
  return { name, title, description, width, height, option };
}

/** Where the plot begins under title and legend: legend entries are as wide as their texts, as far as that can be told without a font. */
export function plotTop(legend: readonly string[], width: number): number {
  let lines = legend.length > 0 ? 1 : 0;
  let used = 0;
  for (const entry of legend) {
    const own = 42 + 6.8 * entry.length;
    if (used > 0 && used + own > width - 28) {
      lines++;
      used = 0;
    }
    used += own;
  }
  return 78 + 24 * lines;
}

/** A numeric axis with its name along the middle and quiet lines. */
export function valueAxis<T extends 'x' | 'y'>(
  axis: T,
  name: string,
  theme: Theme,
  more: Record<string, unknown> = {},
): T extends 'x' ? XAXisComponentOption : YAXisComponentOption {
  return { type: 'value', scale: true, ...named(axis, name, theme), splitLine: { lineStyle: { color: theme.line } }, ...more } as never;
}

export function categoryAxis<T extends 'x' | 'y'>(
  axis: T,
  name: string,
  categories: readonly string[],
  theme: Theme,
  more: Record<string, unknown> = {},
): T extends 'x' ? XAXisComponentOption : YAXisComponentOption {
  return { type: 'category', data: [...categories], ...named(axis, name, theme), axisTick: { show: false }, ...more } as never;
}

function named(axis: 'x' | 'y', name: string, theme: Theme) {
  return {
    name: labelText(name, 60),
    nameLocation: 'middle' as const,
    nameGap: axis === 'x' ? 32 : 46,
    nameTextStyle: { color: theme.ink, fontSize: 12 },
    axisLabel: { color: theme.quiet, fontSize: 11 },
    axisLine: { show: axis === 'x', onZero: false, lineStyle: { color: theme.quiet } },
    axisTick: { show: axis === 'x', lineStyle: { color: theme.quiet } },
  };
}

/** A line without symbols; `dashed` for what is only compared with. */
export function line(
  name: string,
  points: readonly (readonly (number | string)[])[],
  color: string,
  more: Record<string, unknown> = {},
): SeriesOption {
  return {
    type: 'line',
    name,
    data: points.map((point) => [...point]),
    showSymbol: false,
    silent: true,
    lineStyle: { width: 2, color },
    itemStyle: { color },
    ...more,
  } as SeriesOption;
}

export function dashed(name: string, points: readonly (readonly (number | string)[])[], theme: Theme): SeriesOption {
  return line(name, points, theme.quiet, { lineStyle: { width: 1.2, type: [5, 5], color: theme.quiet } });
}

/** The area between `low` and `high` about a line. */
export function band(
  points: readonly { readonly x: number | string; readonly low: number; readonly high: number }[],
  color: string,
  stack: string,
): SeriesOption[] {
  const quiet = { stack, showSymbol: false, silent: true, lineStyle: { opacity: 0 }, itemStyle: { color }, stackStrategy: 'all' as const };
  return [
    { type: 'line', data: points.map(({ x, low }) => [x, low]), ...quiet },
    { type: 'line', data: points.map(({ x, low, high }) => [x, high - low]), ...quiet, areaStyle: { color, opacity: 0.16 } },
  ];
}
