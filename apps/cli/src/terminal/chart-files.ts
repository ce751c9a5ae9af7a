import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createPngRenderer, drawCharts, type EvaluationReport, pngAssets, type ThemeName } from '@atelier/learning';

const { resolve } = createRequire(import.meta.url);

/** Writes every chart of a report into a folder, which is made if need be; gives the files. */
export async function chartFiles(report: EvaluationReport, folder: string, format: 'svg' | 'png', theme: ThemeName): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const bytesOf = format === 'svg' ? (svg: string) => svg : await pngRenderer();
  const charts = await drawCharts(report, theme);
  return await Promise.all(
    charts.map(async ({ name, svg }) => {
      const file = join(folder, `${name}.${format}`);
      await writeFile(file, bytesOf(svg));
      return file;
    }),
  );
}

async function pngRenderer(): Promise<(svg: string) => Uint8Array> {
  const [wasm, ...fonts] = await Promise.all([pngAssets.wasm, ...pngAssets.fonts].map((asset) => readFile(resolve(asset))));
  return await createPngRenderer({ wasm, fonts });
}
