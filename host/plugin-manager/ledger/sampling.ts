/** How many calls of one tap are kept at once, and then again in a minute. */
const most = 60;
const minute = 60_000;

interface Share {
  /** Calls that may still be kept. */
  left: number;
  /** When that was found out, milliseconds UTC. */
  at: number;
  leftOut: number;
}

/** Keeps taps that are called very often from filling the ledger. What is not kept is counted. */
export class Sampling {
  readonly #shares = new Map<string, Share>();

  /** How many calls were left out before this one; nothing when it is left out, too. `always` keeps it in any case. */
  admit(key: string, { at, always }: { readonly at: number; readonly always: boolean }): number | undefined {
    const share = this.#shares.get(key) ?? { left: most, at, leftOut: 0 };
    this.#shares.set(key, share);
    share.left = Math.min(most, share.left + ((at - share.at) / minute) * most);
    share.at = at;
    if (!always && share.left < 1) {
      share.leftOut += 1;
      return undefined;
    }
    if (!always) share.left -= 1;
    const { leftOut } = share;
    share.leftOut = 0;
    return leftOut;
  }
}
