/** Tells whoever follows a job that there is something new to read. */
export class Watchers {
  readonly #byJob = new Map<string, Set<() => void>>();

  /** Calls back after every stored change of the job. The answer ends it. */
  watch(job: string, callback: () => void): () => void {
    const callbacks = this.#byJob.get(job) ?? new Set();
    this.#byJob.set(job, callbacks.add(callback));
    return () => {
      callbacks.delete(callback);
      if (callbacks.size === 0) this.#byJob.delete(job);
    };
  }

  ring(job: string): void {
    for (const callback of this.#byJob.get(job) ?? []) callback();
  }
}
