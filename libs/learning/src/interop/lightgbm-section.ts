import { invalidModel, mostCounted } from './located.js';

/** The `key=value` lines of one part of the file. */
export class Section {
  private readonly entries = new Map<string, string>();

  constructor(
    readonly where: string,
    lines: readonly string[],
  ) {
    for (const line of lines) {
      const at = line.indexOf('=');
      if (at > 0) this.entries.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
      else if (line.trim() !== '') this.entries.set(line.trim(), '');
    }
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  text(key: string): string {
    const found = this.entries.get(key);
    if (found === undefined) throw invalidModel(this.where, `"${key}" is missing.`);
    return found;
  }

  count(key: string, least = 0): number {
    const value = Number(this.text(key) || Number.NaN);
    if (Number.isInteger(value) && value >= least && value <= mostCounted) return value;
    throw invalidModel(`${this.where}.${key}`, `a whole number from ${least} is expected, not "${this.text(key)}".`);
  }

  /** So many numbers, divided by blanks. */
  numbers(key: string, length: number): number[] {
    const values = this.text(key).split(/\s+/).filter(Boolean).map(numberOf);
    if (values.length !== length) throw invalidModel(`${this.where}.${key}`, `it has ${values.length} numbers where ${length} are needed.`);
    const wrong = values.findIndex(Number.isNaN);
    if (wrong >= 0) throw invalidModel(`${this.where}.${key}[${wrong}]`, 'it is not a number.');
    return values;
  }
}

/** As C++ streams write numbers: inf and nan in any case. */
function numberOf(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
