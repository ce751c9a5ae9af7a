/** Colours and type of all charts. The series are those of Okabe & Ito (2008), told apart with any colour vision; on dark ground the lighter ones lead. */
export interface Theme {
  readonly background: string;
  readonly ink: string;
  /** Axis labels and other quiet text, at least 4.5 : 1 against the background. */
  readonly quiet: string;
  readonly line: string;
  readonly series: readonly string[];
}

export type ThemeName = 'light' | 'dark';

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    ink: '#1f2933',
    quiet: '#5b6672',
    line: '#e2e6ea',
    series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a5195', '#8a8d0f'],
  },
  dark: {
    background: '#1b1f24',
    ink: '#e8ecf0',
    quiet: '#a3adb8',
    line: '#343b44',
    series: ['#56b4e9', '#e69f00', '#2fc59b', '#e29bc2', '#f0e442', '#ff7f3f', '#b79ad6', '#c9cc4d'],
  },
};

/** The last is in the npm package `dejavu-fonts-ttf`, which PNG are set in. */
export const fontFamily = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans Condensed', 'DejaVu Sans', sans-serif";

/** Of two hex colours, `share` of the first. */
export function mix(first: string, second: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [first, second].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a * share + b * (1 - share))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
