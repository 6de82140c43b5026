import { isPlatformError } from '@agnes/sdk/errors';
import { feedUnavailable } from './errors.ts';

/** Works with stored content. What is found not to be as it was kept is taken out of use before anybody gets it. */
export class Intact {
  readonly #tampered: (digest: string) => Promise<void>;
  /** By digest: many find out at once. */
  readonly #telling = new Map<string, Promise<void>>();

  constructor(tampered: (digest: string) => Promise<void>) {
    this.#tampered = tampered;
  }

  /** The result of work, or a refusal after which the next request does without what was damaged. */
  async over<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const digest = damagedIn(cause);
      if (digest === undefined) throw cause;
      await this.#tell(digest);
      throw feedUnavailable({}, { cause });
    }
  }

  #tell(digest: string): Promise<void> {
    const telling =
      this.#telling.get(digest) ?? this.#tampered(digest).finally(() => this.#telling.delete(digest));
    this.#telling.set(digest, telling);
    return telling;
  }
}

const damagedIn = (cause: unknown): string | undefined => {
  if (!isPlatformError(cause) || !damage.has(cause.code)) return undefined;
  const { digest } = cause.details;
  return typeof digest === 'string' ? digest : undefined;
};

const damage: ReadonlySet<string> = new Set(['marketplace_version_missing', 'marketplace_version_tampered']);
