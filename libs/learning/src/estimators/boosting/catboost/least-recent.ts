/** Keeps so many values, those that were asked for last. */
export class LeastRecent<K, V> {
  private readonly values = new Map<K, V>();

  constructor(private readonly most: number) {}

  /** The value of a name, made where it isn't kept. */
  get(name: K, make: () => V): V {
    const value = this.values.get(name) ?? make();
    this.values.delete(name);
    this.values.set(name, value);
    for (const oldest of this.values.keys()) {
      if (this.values.size <= Math.max(1, this.most)) break;
      this.values.delete(oldest);
    }
    return value;
  }
}
