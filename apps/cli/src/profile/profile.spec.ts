import type { DatasetQuality } from '@atelier/contracts';
import { describe, expect, it } from '@jest/globals';
import { htmlReport } from './html-report.js';
import { type Profile, terminalReport } from './terminal-report.js';

const evil = '<script>alert(1)</script>"\u001b[2J\u202e';
const plainColumn = {
  role: 'feature',
  missing_tokens: [],
  format: null,
  missing: 0,
  distinct: 3,
  distinct_is_exact: true,
  top_values: [],
} as const;

const quality: DatasetQuality = {
  dataset_id: 'd',
  name: `table ${evil}`,
  rows: 100,
  columns: 4,
  target_column: evil,
  score: 71.5,
  completeness: 99,
  consistency: 70,
  validity: 45.5,
  metrics: {},
  findings: [
    {
      kind: 'missing_cells',
      dimension: 'completeness',
      severity: 'error',
      columns: [evil],
      count: 60,
      share: 0.6,
      message: `${evil} is missing.`,
      examples: [{ row: 4, values: { [evil]: evil, other: null } }],
      recommendation: {
        message: 'Leave it out.',
        method: 'PATCH',
        path: '/api/ml/datasets/d',
        body: { columns: { [evil]: { role: 'ignored' } } },
      },
    },
    {
      kind: 'skew',
      dimension: 'validity',
      severity: 'note',
      columns: ['n'],
      count: 1,
      share: 1,
      message: 'n is skewed.',
      examples: [],
      recommendation: null,
    },
  ],
  temporal: {
    column: evil,
    hour_column: null,
    from: '2024-01-01T00:00:00Z',
    to: '2024-12-31T00:00:00Z',
    step_days: 1,
    is_regular: true,
    points: 360,
    expected_points: 366,
    gaps: [{ from: '2024-02-01', to: '2024-02-08', missing: 6 }],
    series: [
      {
        column: null,
        trend: 'rising',
        slope_per_day: 1,
        tau: 0.5,
        p_value: 0.0002,
        changes: [{ at: evil, before: 1, after: 9 }],
        seasons: [{ season: 'weekly', strength: 0.4, peak: 'Friday', low: 'Monday' }],
        persistence: 0.5,
        outline: [1, null, 3, 9],
      },
    ],
  },
  predictive_power: [{ column: evil, score: 0.91 }],
  sampled_rows: 100,
};

const profile: Profile = {
  format: 'csv',
  quality,
  columns: [
    {
      ...plainColumn,
      name: 'n',
      type: 'float',
      numeric: { count: 100, mean: 5, std: 1, min: 0, '25%': 2.5, '50%': 5, '75%': 7.5, max: 10 },
    },
    {
      ...plainColumn,
      name: evil,
      type: 'category',
      role: 'target',
      missing: 20,
      top_values: [
        { value: evil, count: 60 },
        { value: 'b', count: 20 },
      ],
    },
    { ...plainColumn, name: 't', type: 'datetime', earliest: '2024-01-01T00:00:00Z', latest: '2024-12-31T00:00:00Z' },
    {
      ...plainColumn,
      name: 'one',
      type: 'integer',
      numeric: { count: 1, mean: 5, std: null, min: 5, '25%': 5, '50%': 5, '75%': 5, max: 5 },
    },
  ],
};

describe('a profile in the terminal', () => {
  const text = terminalReport(profile, 1);
  it('shows scores, columns with charts, findings with steps and the course over time', () => {
    expect(text).toContain('completeness  ████████████████████  99.0');
    expect(text).toContain('────▓▓▓▓┃▓▓▓▓────  0 … 5 … 10');
    expect(text).toContain('2024-01-01 … 2024-12-31');
    expect(text).toContain('Findings: 1 error, 0 warnings, 1 note');
    expect(text).toMatch(/row 4: .*other = –/);
    expect(text).toContain('→ Leave it out. PATCH /api/ml/datasets/d');
    expect(text).toContain('… and 1 more (--all shows them)');
    expect(text).toContain('6 points missing');
    expect(text).toMatch(/\(rows\) +▁ ▃█ +rising +weekly 40 %, peak Friday/);
  });
  it("cannot move the terminal's cursor", () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
  it('says when there is no flaw', () => {
    expect(terminalReport({ ...profile, quality: { ...quality, findings: [], temporal: null } }, 5)).toContain('No flaw was found.');
  });
});

describe('a profile as HTML', () => {
  const html = htmlReport(profile);
  it('is one file that fetches nothing and runs no script', () => {
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|src=|href=|[\u202A-\u202E]/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
  it('shows boxes, shares, examples, steps and courses', () => {
    expect(html).toContain('<rect x="56.0" y="3" width="108.0"');
    expect(html).toContain('75 %');
    expect(html).toContain('<td class="number">4</td>');
    expect(html).toContain('PATCH /api/ml/datasets/d');
    expect(html).toContain('M4.0 76.0M398.7 58.0L596.0 4.0');
    expect(html).toContain('0.910');
  });
});
