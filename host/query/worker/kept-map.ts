/** A map that forgets what was used longest ago once it holds more than `most`. */
export class KeptMap<Value> {
  readonly #most: number;
  readonly #forget: (value: Value) => void;
  readonly #values = new Map<string, Value>();

  /** `forget` is told of every value that goes. */
  constructor(most: number, forget: (value: Value) => void = () => {}) {
    this.#most = most;
    this.#forget = forget;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.delete(oldest);
  }

  delete(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#forget(value);
  }

  clear(): void {
    for (const key of [...this.#values.keys()]) this.delete(key);
  }
}
