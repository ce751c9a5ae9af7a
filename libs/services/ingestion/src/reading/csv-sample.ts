/** How a file separates and quotes its fields. */
export interface Dialect {
  readonly delimiter: string;
  /** '' when nothing is quoted. */
  readonly quote: '"' | "'" | '';
  /** What makes a quote within quotes a plain character: the quote itself, or a backslash. */
  readonly escape: string;
  /** Every delimiter is followed by blanks that belong to no value. */
  readonly padded: boolean;
}

export interface Sample {
  readonly rows: readonly (readonly string[])[];
  /** Places that break the rules of quoting: text after a closing quote, a quote that is never closed. */
  readonly faults: number;
  /** Fields that were quoted. */
  readonly quoted: number;
}

/**
 * The rows of a piece of text under a dialect, for guessing only: the table itself is read by DuckDB.
 * With `whole` false the last row is left out, because it may be cut off. Blank lines are passed over.
 */
export function parseSample(text: string, dialect: Omit<Dialect, 'padded'>, whole: boolean): Sample {
  const reader = new SampleReader(text, dialect);
  const rows: string[][] = [];
  while (!reader.atEnd) rows.push(reader.row());
  const { faults, quoted } = reader;
  const kept = whole ? rows : rows.slice(0, -1);
  // The cut itself leaves a quote open; that is no fault of the file.
  const cutFault = !whole && reader.openAtEnd ? 1 : 0;
  return { rows: kept.filter((row) => row.length > 1 || row[0] !== ''), faults: faults - cutFault, quoted };
}

class SampleReader {
  faults = 0;
  quoted = 0;
  openAtEnd = false;
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly dialect: Omit<Dialect, 'padded'>,
  ) {}

  get atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  row(): string[] {
    const fields = [this.#field()];
    while (!this.atEnd && this.text[this.#at] === this.dialect.delimiter) {
      this.#at++;
      fields.push(this.#field());
    }
    this.#skipLineEnd();
    return fields;
  }

  #skipLineEnd(): void {
    if (this.text[this.#at] === '\r') this.#at++;
    if (this.text[this.#at] === '\n') this.#at++;
  }

  #field(): string {
    const start = this.#at;
    if (this.dialect.quote !== '') {
      while (this.text[this.#at] === ' ' && this.dialect.delimiter !== ' ') this.#at++;
      if (this.text[this.#at] === this.dialect.quote) return this.#quotedField();
      this.#at = start;
    }
    return this.#plainField();
  }

  #plainField(): string {
    const start = this.#at;
    while (!this.atEnd && !this.#endsField(this.text[this.#at])) this.#at++;
    return this.text.slice(start, this.#at);
  }

  #quotedField(): string {
    const { quote, escape } = this.dialect;
    const start = ++this.#at;
    this.quoted++;
    for (; !this.atEnd; this.#at++) {
      const character = this.text[this.#at];
      const next = this.text[this.#at + 1];
      if (character === escape && (next === quote || (escape !== quote && next === escape))) this.#at++;
      else if (character === quote) return this.#closeQuote(start);
    }
    this.faults++;
    this.openAtEnd = true;
    return this.text.slice(start);
  }

  #closeQuote(start: number): string {
    const { quote, escape } = this.dialect;
    const value = this.text.slice(start, this.#at++).replaceAll(escape + quote, quote);
    const rest = this.#plainField();
    if (rest.trim() !== '') this.faults++;
    return value;
  }

  #endsField(character: string): boolean {
    return character === this.dialect.delimiter || character === '\n' || character === '\r';
  }
}
