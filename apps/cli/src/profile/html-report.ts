import type { DatasetQuality, QualityFinding, TemporalProfile } from '@atelier/contracts';
import { boxOf, percent, type ProfiledColumn, sharesOf, shown } from './shapes.js';
import { style } from './html-style.js';
import type { Profile } from './terminal-report.js';

/** A table's profile as one HTML file: no script, nothing fetched, every text of the table escaped. */
export function htmlReport({ format, columns, quality }: Profile): string {
  const { name, rows, findings, temporal } = quality;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(name)}: profile</title><style>${style}</style></head><body><main>
<header><h1>${escaped(name)}</h1><p>${rows.toLocaleString('en-US')} rows × ${columns.length} columns, ${escaped(format)}${quality.target_column === null ? '' : `, target <b>${escaped(quality.target_column)}</b>`}</p></header>
${scores(quality)}
<section><h2>Findings</h2>${findings.length === 0 ? '<p>No flaw was found.</p>' : findings.map(finding).join('')}</section>
<section><h2>Columns</h2>${columnTable(columns, rows)}</section>
${temporal ? temporalSection(temporal) : ''}
${powers(quality)}
<footer>Relations between columns were looked for in ${quality.sampled_rows.toLocaleString('en-US')} rows. Made by Atelier.</footer>
</main></body></html>
`;
}

function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => named[character]).replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, ' ');
}

function scores({ score, completeness, consistency, validity }: DatasetQuality): string {
  const part = (name: string, value: number) =>
    `<div class="part"><span>${name}</span><span class="bar ${gradeOf(value)}"><i style="width:${value}%"></i></span><b>${value.toFixed(1)}</b></div>`;
  return `<section class="scores"><div class="total ${gradeOf(score)}"><b>${score.toFixed(1)}</b><span>of 100</span></div><div class="parts">${part('Completeness', completeness)}${part('Consistency', consistency)}${part('Validity', validity)}</div></section>`;
}

function gradeOf(value: number): string {
  return value >= 90 ? 'good' : value >= 70 ? 'fair' : 'poor';
}

function finding({ severity, message, examples, recommendation }: QualityFinding): string {
  return `<article class="finding ${severity}"><p><em>${severity}</em> ${escaped(message)}</p>${examples.length > 0 ? exampleTable(examples) : ''}${recommendation ? step(recommendation) : ''}</article>`;
}

function step({ message, method, path, body }: NonNullable<QualityFinding['recommendation']>): string {
  const text = JSON.stringify(body, undefined, 1).replace(/\s+/g, ' ');
  const shownBody = text.length > 600 ? `${text.slice(0, 600)}…` : text;
  return `<details><summary>${escaped(message)}</summary><pre>${method} ${escaped(path)}\n${escaped(shownBody)}</pre></details>`;
}

function exampleTable(examples: QualityFinding['examples']): string {
  const names = Object.keys(examples[0].values);
  if (names.length === 1)
    return `<p class="rows">${examples.map(({ row, values }) => `row ${row}: ${cell(values[names[0]])}`).join(', ')}</p>`;
  const rows = examples.map(
    ({ row, values }) => `<tr><td class="number">${row}</td>${names.map((name) => `<td>${cell(values[name])}</td>`).join('')}</tr>`,
  );
  return `<div class="wide"><table class="examples"><tr><th>row</th>${names.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr>${rows.join('')}</table></div>`;
}

function cell(value: string | number | boolean | null): string {
  return value === null ? '<i class="missing">missing</i>' : escaped(String(value));
}

function columnTable(columns: readonly ProfiledColumn[], rows: number): string {
  const lines = columns.map((column) => {
    const { name, type, role, missing, distinct, format } = column;
    const share = missing / rows;
    return `<tr><th scope="row">${escaped(name)}${role === 'feature' ? '' : ` <em class="role">${role}</em>`}</th><td>${type}${format && type === 'datetime' ? `<br><small>${escaped(format)}</small>` : ''}</td><td class="number">${missing === 0 ? '' : `${percent(share)}<span class="bar small poor"><i style="width:${share * 100}%"></i></span>`}</td><td class="number">${distinct.toLocaleString('en-US')}</td><td>${values(column, rows)}</td></tr>`;
  });
  return `<div class="wide"><table class="columns"><tr><th>column</th><th>type</th><th class="number">missing</th><th class="number">distinct</th><th>values</th></tr>${lines.join('')}</table></div>`;
}

function values(column: ProfiledColumn, rows: number): string {
  const box = boxOf(column);
  const { numeric, earliest, latest } = column;
  if (box && numeric)
    return `${boxSvg(box)}<span class="range"><span>${shown(numeric.min)}</span><span>median ${shown(numeric['50%'])}</span><span>${shown(numeric.max)}</span></span>`;
  if (earliest && latest) return `${earliest.slice(0, 10)} to ${latest.slice(0, 10)}`;
  const shares = sharesOf(column, rows, 5);
  if (shares.length === 0) return '';
  return `<ul class="shares">${shares.map(({ value, share }) => `<li><span>${escaped(value.length > 40 ? `${value.slice(0, 40)}…` : value)}</span><span class="bar small"><i style="width:${share * 100}%"></i></span><b>${percent(share)}</b></li>`).join('')}</ul>`;
}

function boxSvg([low, middle, high]: readonly [number, number, number]): string {
  const at = (share: number) => (2 + share * 216).toFixed(1);
  return `<svg class="box" viewBox="0 0 220 18" role="img" aria-label="quartiles"><path d="M2 9H218M2 4V14M218 4V14"/><rect x="${at(low)}" y="3" width="${Math.max(1, (high - low) * 216).toFixed(1)}" height="12" rx="2"/><path class="median" d="M${at(middle)} 1V17"/></svg>`;
}

function temporalSection({ column, hour_column, from, to, is_regular, points, expected_points, gaps, series }: TemporalProfile): string {
  const axis = hour_column === null ? escaped(column) : `${escaped(column)} and ${escaped(hour_column)}`;
  const missing = expected_points !== null && expected_points > points ? `, ${expected_points - points} points missing` : '';
  const first =
    gaps.length > 0
      ? `<p>First gaps: ${gaps.map((gap) => `${escaped(gap.from)} to ${escaped(gap.to)} (${gap.missing})`).join(', ')}.</p>`
      : '';
  const lines = series.map(
    ({ column: name, trend, p_value, seasons, changes = [], outline }) =>
      `<div class="series"><div><b>${name === null ? 'rows' : escaped(name)}</b><p>${trend === 'none' ? 'no trend' : trend}${p_value === undefined ? '' : ` (Mann–Kendall p ${p_value < 0.001 ? 'below 0.001' : p_value.toFixed(3)})`}${seasons.map(({ season, strength, peak, low }) => `<br>${season} ${percent(strength)}, peak ${escaped(peak)}, low ${escaped(low)}`).join('')}${changes.map(({ at, before, after }) => `<br>from ${escaped(at)}: ${shown(before)} → ${shown(after)}`).join('')}</p></div>${course(outline)}</div>`,
  );
  return `<section><h2>Over time</h2><p>${axis}, ${from.slice(0, 10)} to ${to.slice(0, 10)}, ${is_regular ? 'regular' : 'irregular'}${missing}.</p>${first}${lines.join('')}</section>`;
}

function course(values: readonly (number | null)[]): string {
  const present = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...present), Math.max(...present)];
  const x = (at: number) => (4 + (at / Math.max(1, values.length - 1)) * 592).toFixed(1);
  const y = (value: number) => (76 - (most > least ? (value - least) / (most - least) : 0.5) * 72).toFixed(1);
  let path = '';
  for (const [at, value] of values.entries())
    if (value !== null) path += `${at === 0 || values[at - 1] === null ? 'M' : 'L'}${x(at)} ${y(value)}`;
  return `<figure><svg viewBox="0 0 600 80" role="img" aria-label="course over time"><path d="${path}"/></svg><figcaption><span>${shown(least)}</span><span>${shown(most)}</span></figcaption></figure>`;
}

function powers({ predictive_power, target_column }: DatasetQuality): string {
  if (predictive_power.length === 0 || target_column === null) return '';
  const lines = predictive_power
    .slice(0, 15)
    .map(
      ({ column, score }) =>
        `<li><span>${escaped(column)}</span><span class="bar small"><i style="width:${Math.max(0, score) * 100}%"></i></span><b>${score.toFixed(3)}</b></li>`,
    );
  return `<section><h2>What each column alone says of ${escaped(target_column)}</h2><p>Area under the ROC curve for classes (0.5 says nothing), share of the variance for values; on rows that were not learned from.</p><ul class="shares">${lines.join('')}</ul></section>`;
}
