import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Where the bytes that `createPngRenderer` takes are in npm packages; learning itself reads no files. */
export const pngAssets = {
  wasm: '@resvg/resvg-wasm/index_bg.wasm',
  fonts: ['dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf', 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'],
} as const;

export interface PngAssets {
  readonly wasm: Uint8Array;
  /** TrueType or OpenType; text is set in these alone, so that it looks alike on machines without fonts. */
  readonly fonts: readonly Uint8Array[];
}

/** Draws SVG text as PNG bytes, `scale` pixels to the point. */
export type RenderPng = (svg: string, scale?: number) => Uint8Array;

let started: Promise<void> | undefined;

/** Prepares resvg (WebAssembly, on any platform); the first assets given serve the whole program. */
export async function createPngRenderer({ wasm, fonts }: PngAssets): Promise<RenderPng> {
  started ??= initWasm(wasm as Uint8Array<ArrayBuffer>);
  await started;
  return (svg, scale = 2) => {
    const drawing = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: scale },
      font: { fontBuffers: [...fonts], defaultFontFamily: 'DejaVu Sans Condensed', sansSerifFamily: 'DejaVu Sans Condensed' },
    });
    try {
      const image = drawing.render();
      const bytes = image.asPng();
      image.free();
      return bytes;
    } finally {
      drawing.free();
    }
  };
}
