import { uploadQuotaExceeded } from './errors.ts';

/** What comes in at this moment: no quota counts it yet, and many files at a time may not fill the disk until one does. */
export class Coming {
  readonly #most: number;
  readonly #bytes = new Map<string, number>();

  /** `most`: bytes of one user that may be on their way. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts the bytes of a user for as long as `take` works with them. */
  async during<T>(
    userId: string,
    bytes: AsyncIterable<Buffer>,
    take: (bytes: AsyncIterable<Buffer>) => Promise<T>,
  ): Promise<T> {
    let own = 0;
    const count = (length: number): void => {
      own += length;
      const used = this.#add(userId, length);
      if (used > this.#most) throw uploadQuotaExceeded({ used_bytes: used, limit_bytes: this.#most });
    };
    try {
      return await take(counted(bytes, count));
    } finally {
      this.#add(userId, -own);
    }
  }

  #add(userId: string, length: number): number {
    const used = (this.#bytes.get(userId) ?? 0) + length;
    if (used === 0) this.#bytes.delete(userId);
    else this.#bytes.set(userId, used);
    return used;
  }
}

async function* counted(
  bytes: AsyncIterable<Buffer>,
  count: (length: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}
