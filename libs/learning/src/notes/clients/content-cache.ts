/** What was made of texts, found again by their content. It holds at most so many bytes; what was not asked for longest goes first. */
export class ContentCache<T> {
  private readonly kept = new Map<string, { readonly made: T; readonly bytes: number }>();
  private bytes = 0;
  private found = 0;
  private asked = 0;

  /** `bytesOf`: what one value takes beside its text. */
  constructor(
    private readonly mostBytes: number,
    private readonly bytesOf: (made: T) => number,
  ) {}

  /** Times asked, and of these the times that it was there. */
  get use(): { readonly asked: number; readonly found: number; readonly bytes: number } {
    return { asked: this.asked, found: this.found, bytes: this.bytes };
  }

  get(text: string): T | undefined {
    this.asked++;
    const known = this.kept.get(text);
    if (!known) return undefined;
    this.found++;
    this.kept.delete(text);
    this.kept.set(text, known);
    return known.made;
  }

  /** A text that alone would fill an eighth of the room is not kept: it would push out many that are asked for again. */
  set(text: string, made: T): void {
    const bytes = 2 * text.length + this.bytesOf(made) + overhead;
    if (bytes > this.mostBytes / 8 || this.kept.has(text)) return;
    this.kept.set(text, { made, bytes });
    this.bytes += bytes;
    for (const [oldest, entry] of this.kept) {
      if (this.bytes <= this.mostBytes) break;
      this.kept.delete(oldest);
      this.bytes -= entry.bytes;
    }
  }
}

/** A map's entry and two objects. */
const overhead = 120;
