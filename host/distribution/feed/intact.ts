import { isPlatformError } from '@agnes/sdk/errors';
import { feedUnavailable } from './errors.ts';

/** Who hears of content that cannot be used. */
export interface ContentDesk {
  /** Takes content out of use that is not what was kept. */
  tampered(digest: string): Promise<void>;
  /** Has content brought anew that is not there. */
  missing(digest: string): Promise<void>;
}

/** Works with stored content. What is not as it was kept is taken out of use before anybody gets it, what is gone brought anew. */
export class Intact {
  readonly #desk: ContentDesk;
  /** By digest: many find out at once. */
  readonly #telling = new Map<string, Promise<void>>();

  constructor(desk: ContentDesk) {
    this.#desk = desk;
  }

  /** The result of work, or a refusal after which the next request does without what was damaged. */
  async over<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const found = damageIn(cause);
      if (!found) throw cause;
      await this.#tell(found);
      throw feedUnavailable({}, { cause });
    }
  }

  #tell({ digest, how }: Damage): Promise<void> {
    const telling =
      this.#telling.get(digest) ?? this.#desk[how](digest).finally(() => this.#telling.delete(digest));
    this.#telling.set(digest, telling);
    return telling;
  }
}

interface Damage {
  readonly digest: string;
  readonly how: keyof ContentDesk;
}

const damageIn = (cause: unknown): Damage | undefined => {
  const how = isPlatformError(cause) ? damage.get(cause.code) : undefined;
  if (!isPlatformError(cause) || !how) return undefined;
  const { digest } = cause.details;
  return typeof digest === 'string' ? { digest, how } : undefined;
};

const damage: ReadonlyMap<string, keyof ContentDesk> = new Map([
  ['marketplace_version_missing', 'missing'],
  ['marketplace_version_tampered', 'tampered'],
]);
