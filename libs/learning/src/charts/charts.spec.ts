import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EvaluationReport } from '../evaluation/report.js';
import { chartsOf, drawCharts } from './draw.js';
import { createPngRenderer, pngAssets, type RenderPng } from './png.js';
import { classReport, valueReport } from './report.suite.js';
import { labelText, numberText, percentText, titleText } from './text.js';
import { themes } from './theme.js';

const { resolve } = createRequire(import.meta.url);
const bytesOf = (path: string) => new Uint8Array(readFileSync(resolve(path)));
const binary = classReport(['no', 'yes'], 300);
const namesOf = (report: EvaluationReport) => chartsOf(report).map(({ name }) => name);

let png: RenderPng;
beforeAll(async () => {
  png = await createPngRenderer({ wasm: bytesOf(pngAssets.wasm), fonts: pngAssets.fonts.map(bytesOf) });
});

/** resvg reads XML strictly: what it draws is well formed. */
async function expectSound(report: EvaluationReport): Promise<void> {
  for (const { svg, name } of await drawCharts(report)) {
    expect([name, /NaN|undefined|Infinity/.exec(svg)?.[0]]).toEqual([name, undefined]);
    expect(png(svg, 0.2).length).toBeGreaterThan(100);
  }
}

describe('drawCharts', () => {
  it('draws all that a report has numbers for', () => {
    const model = ['importance', 'loss', 'learning_curve', 'partial_dependence_age', 'partial_dependence_job'];
    expect(namesOf(binary)).toEqual(['confusion_matrix', 'roc', 'precision_recall', 'calibration', 'threshold', ...model]);
    expect(namesOf(classReport(['a', 'b', 'c'], 200))).toEqual(['confusion_matrix', 'roc', 'precision_recall', 'calibration', ...model]);
    expect(namesOf(valueReport(100))).toEqual(['predicted_actual', 'residuals', 'importance', 'loss']);
    const {
      curves: _,
      threshold: _threshold,
      importance: _importance,
      history: _history,
      learning_curve: _curve,
      partial_dependence: _dependence,
      ...bare
    } = binary;
    expect(namesOf(bare)).toEqual(['confusion_matrix']);
  });

  it('draws the same from the report and from its JSON, however often', async () => {
    const first = await drawCharts(binary);
    expect(await drawCharts(JSON.parse(JSON.stringify(binary)) as EvaluationReport)).toEqual(first);
    expect(await drawCharts(binary, 'dark')).not.toEqual(first);
  });

  it('says in words what there is to see', async () => {
    const roc = (await drawCharts(binary)).find(({ name }) => name === 'roc')?.svg ?? '';
    expect(roc).toMatch(
      /^<svg [^>]*role="img" aria-label="ROC curve">\n<title>ROC curve<\/title><desc>ROC curve: yes: AUC 0\.\d{3}\. The diagonal is chance\.<\/desc>/,
    );
    expect(roc).toContain('True positive rate');
  });

  it('draws well-formed SVG of any names', async () => {
    const labels = [
      '<script>alert(1)</script>',
      'a & b "quoted" \'so\'',
      'line\nbreak \u0000\u001b\ud800',
      '猫 Ümlaut {b|rich} {a}',
      'x'.repeat(500),
      '',
    ];
    const report = classReport(labels, 200);
    const curves = report.partial_dependence?.map((curve) => ({ ...curve, column: '<&>\u0007' }));
    await expectSound({ ...report, partial_dependence: curves, importance: labels.map((name, i) => ({ name, importance: i })) });
    for (const { svg } of await drawCharts(report)) expect(svg).not.toContain('<script');
  });

  it('stands numbers at the edges', async () => {
    const zero = {
      true_positives: 0,
      false_positives: 0,
      true_negatives: 5,
      false_negatives: 0,
      accuracy: 1,
      balanced_accuracy: 0.5,
      precision: 0,
      recall: 0,
      f1: 0,
    };
    const threshold = binary.threshold && { ...binary.threshold, threshold: null, judged_on: zero };
    await expectSound({ ...binary, threshold, importance: [{ name: 'only', importance: 0 }], history: [] });
    const same = { truth: 1, prediction: 1 };
    await expectSound({ ...valueReport(100), points: [same] });
    await expectSound({
      ...valueReport(100),
      points: [
        { truth: -1e120, prediction: 1e-300 },
        { truth: 0, prediction: 2e18 },
      ],
    });
    await expectSound(
      classReport(
        Array.from({ length: 30 }, (_, i) => `class ${i}`),
        200,
      ),
    );
    const alone = binary.curves?.map((curve) => ({
      ...curve,
      roc: null,
      precision_recall: null,
      roc_auc: null,
      calibration: { points: [], error: 0 },
    }));
    expect(namesOf({ ...binary, curves: alone, threshold: undefined, history: [{ iteration: 0, total: 1, metrics: {} }] })).not.toContain(
      'roc',
    );
  });

  it('gives ECharts options for the dashboard', () => {
    const [matrix] = chartsOf(binary, 'dark');
    expect(matrix).toMatchObject({ name: 'confusion_matrix', option: { animation: false, backgroundColor: themes.dark.background } });
  });
});

describe('createPngRenderer', () => {
  it('draws text on a machine without fonts, at any scale', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><text x="5" y="30" font-family="Inter, sans-serif" font-size="24">Text</text></svg>';
    const drawn = png(svg);
    expect([...drawn.subarray(1, 4)]).toEqual([80, 78, 71]);
    const size = new DataView(drawn.buffer, drawn.byteOffset);
    expect([size.getUint32(16), size.getUint32(20)]).toEqual([200, 80]);
    const empty = png(svg.replace('>Text<', '><'));
    expect(drawn.length).toBeGreaterThan(2 * empty.length);
    const again = await createPngRenderer({ wasm: bytesOf(pngAssets.wasm), fonts: pngAssets.fonts.map(bytesOf) });
    expect(again(svg)).toEqual(drawn);
    expect(() => png('<svg')).toThrow();
  });
});

describe('themes', () => {
  const luminance = (colour: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(Object.entries(themes))('%s: text can be read, and the first series seen (WCAG 2.2, 1.4.3 and 1.4.11)', (_, theme) => {
    expect(contrast(theme.ink, theme.background)).toBeGreaterThan(7);
    expect(contrast(theme.quiet, theme.background)).toBeGreaterThan(4.5);
    for (const colour of theme.series.slice(0, 3)) expect(contrast(colour, theme.background)).toBeGreaterThan(3);
  });
});

describe('texts', () => {
  it('writes numbers for people', () => {
    const written = [0, 0.12345, 12.345, 123.45, -1234.6, 1_234_567, 2e9, -0.00001, 1].map(numberText);
    expect(written).toEqual(['0', '0.123', '12.3', '123.5', '-1,235', '1,234,567', '2.0e9', '-1.0e-5', '1']);
    expect([0, 0.004, 0.5, 0.996, 1].map(percentText)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %']);
  });

  it('names metrics, and keeps labels short and clean', () => {
    expect(['train_loss', 'validation_loss', 'roc_auc', 'constructor'].map(titleText)).toEqual([
      'Training loss',
      'Validation loss',
      'ROC AUC',
      'Constructor',
    ]);
    expect(labelText('a\u0000b\nc')).toBe('a b c');
    expect(labelText('😀'.repeat(30), 5)).toBe('😀😀😀😀…');
  });
});
