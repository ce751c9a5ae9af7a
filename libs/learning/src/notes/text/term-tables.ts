import type { WordScanner } from './word-scanner.js';

/** The same in a list of twice the length, or of this length if that is more. */
function grown<T extends Int32Array | Uint16Array>(list: T, length: number): T {
  const more = new (list.constructor as new (length: number) => T)(Math.max(length, 2 * list.length));
  more.set(list);
  return more;
}

function mixed(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}

/** Words by number, found by their units: an open-addressed table over one pool of letters. */
export class WordTable {
  size = 0;
  private slots = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(512);
  /** Word w has the units from bounds[w] to bounds[w + 1]. */
  private bounds = new Int32Array(513);
  private pool = new Uint16Array(4096);

  /** The number of a scanned word, −1 where it isn't here. */
  find(scanner: WordScanner, word: number): number {
    return this.slots[this.slotOf(scanner, word)];
  }

  /** The same, new words taken in. */
  add(scanner: WordScanner, word: number): number {
    const slot = this.slotOf(scanner, word);
    if (this.slots[slot] >= 0) return this.slots[slot];
    const start = scanner.starts[word];
    const end = scanner.ends[word];
    const from = this.bounds[this.size];
    if (from + end - start > this.pool.length) this.pool = grown(this.pool, from + end - start);
    if (this.size === this.hashes.length) {
      this.hashes = grown(this.hashes, 0);
      this.bounds = grown(this.bounds, this.hashes.length + 1);
    }
    for (let at = start; at < end; at++) this.pool[from + at - start] = scanner.units[at];
    this.hashes[this.size] = scanner.hashes[word];
    this.slots[slot] = this.size++;
    this.bounds[this.size] = from + end - start;
    if (2 * this.size > this.slots.length) this.spread();
    return this.size - 1;
  }

  /** As if nothing had been added. */
  clear(): void {
    this.size = 0;
    this.slots.fill(-1);
  }

  textOf(word: number): string {
    let text = '';
    for (let at = this.bounds[word]; at < this.bounds[word + 1]; at++) text += String.fromCharCode(this.pool[at]);
    return text;
  }

  private slotOf(scanner: WordScanner, word: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    const hash = scanner.hashes[word];
    let slot = mixed(hash) & mask;
    while (slots[slot] >= 0 && !(this.hashes[slots[slot]] === hash && this.isSame(slots[slot], scanner, word))) slot = (slot + 1) & mask;
    return slot;
  }

  private isSame(known: number, { starts, ends, units }: WordScanner, word: number): boolean {
    const from = this.bounds[known];
    const start = starts[word];
    const length = ends[word] - start;
    if (this.bounds[known + 1] - from !== length) return false;
    for (let at = 0; at < length; at++) if (this.pool[from + at] !== units[start + at]) return false;
    return true;
  }

  private spread(): void {
    const mask = 2 * this.slots.length - 1;
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    for (let word = 0; word < this.size; word++) {
      let slot = mixed(this.hashes[word]) & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = word;
    }
  }
}

/** Phrases by number, each a shorter phrase and the word after it. */
export class PhraseTable {
  size = 0;
  private slots = new Int32Array(1024).fill(-1);
  /** Of each phrase. */
  heads = new Int32Array(512);
  words = new Int32Array(512);

  find(head: number, word: number): number {
    return this.slots[this.slotOf(head, word)];
  }

  add(head: number, word: number): number {
    const slot = this.slotOf(head, word);
    if (this.slots[slot] >= 0) return this.slots[slot];
    if (this.size === this.heads.length) [this.heads, this.words] = [grown(this.heads, 0), grown(this.words, 0)];
    this.heads[this.size] = head;
    this.words[this.size] = word;
    this.slots[slot] = this.size++;
    if (2 * this.size > this.slots.length) this.spread();
    return this.size - 1;
  }

  private slotOf(head: number, word: number): number {
    const { slots, heads, words } = this;
    const mask = slots.length - 1;
    let slot = hashOf(head, word) & mask;
    for (let known = slots[slot]; known >= 0 && (heads[known] !== head || words[known] !== word); known = slots[slot])
      slot = (slot + 1) & mask;
    return slot;
  }

  private spread(): void {
    const mask = 2 * this.slots.length - 1;
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    for (let phrase = 0; phrase < this.size; phrase++) {
      let slot = hashOf(this.heads[phrase], this.words[phrase]) & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = phrase;
    }
  }
}

function hashOf(head: number, word: number): number {
  return mixed(Math.imul(head, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b));
}
