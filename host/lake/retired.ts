/** Files that published rows named once and name no more, until nobody reads them either. */
export class Retired {
  readonly #since = new Map<string, number>();

  /** These were given up while readers got this generation. */
  add(files: Iterable<string>, generation: number): void {
    for (const file of files) this.#since.set(file, generation);
  }

  /** Those that may be deleted, one generation later at the earliest; they are forgotten. */
  take(current: number, kept: ReadonlySet<string>): readonly string[] {
    const free = [...this.#since].filter(([file, since]) => since < current && !kept.has(file));
    for (const [file] of free) this.#since.delete(file);
    return free.map(([file]) => file);
  }
}
