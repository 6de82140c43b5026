/** Content that is served, is not in the store, and could not be brought back: feeds do without it until it is there. */
export class LostContent {
  readonly #digests = new Set<string>();
  #revision = 0;

  /** Another number whenever it is other content. */
  get revision(): number {
    return this.#revision;
  }

  /** True for content that nobody can be served. */
  has(digest: string): boolean {
    return this.#digests.has(digest);
  }

  /** Notes that content is gone. */
  add(digest: string): void {
    if (this.#digests.has(digest)) return;
    this.#digests.add(digest);
    this.#revision += 1;
  }

  /** Notes that it is there again. */
  delete(digest: string): void {
    if (this.#digests.delete(digest)) this.#revision += 1;
  }
}
