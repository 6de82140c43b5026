import { releaseTimedOut } from './errors.ts';

type Release = () => void | Promise<void>;

/** What a plugin has acquired. Released once, last first. */
export class Scope {
  readonly #releases: Release[] = [];
  readonly #capMs: number;
  #released = false;

  constructor(capMs = 5000) {
    this.#capMs = capMs;
  }

  /** Keeps a release for later. In a released scope it runs at once: a setup that was given up may still be at work. */
  defer(release: Release): void {
    this.#releases.push(release);
    if (this.#released) void this.release();
  }

  /** Runs every release within one cap, and answers what went wrong: as many entries as there are leaks. */
  async release(): Promise<readonly unknown[]> {
    this.#released = true;
    const leaks: unknown[] = [];
    const cap = Promise.withResolvers<never>();
    const timer = setTimeout(() => cap.reject(releaseTimedOut({ seconds: this.#capMs / 1000 })), this.#capMs);
    for (let next = this.#releases.pop(); next; next = this.#releases.pop()) {
      await Promise.race([settled(next), cap.promise]).catch((error) => leaks.push(error));
    }
    clearTimeout(timer);
    return leaks;
  }
}

const settled = async (release: Release): Promise<void> => release();
