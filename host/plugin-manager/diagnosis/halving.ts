/** A search for the one of several things that makes something break. */
export interface Halving {
  /** That may still be it. */
  readonly suspects: readonly string[];
  /** Of those, what is on now; everything else that is searched is off. */
  readonly on: readonly string[];
}

/** Whether it works with what is on now. */
export type Verdict = 'good' | 'bad';

/** Where a search has come to: what to look at next, or its end; `null`: none of them alone is it. */
export type Halved = Halving | { readonly culprit: string | null };

/** First everything is off: what breaks then as well is none of them. */
export const firstStep = (all: readonly string[]): Halving => ({ suspects: all, on: [] });

/** Draws the conclusion from one look. Whoever is left over by the others' innocence is looked at alone before it is named. */
export const nextStep = ({ suspects, on }: Halving, verdict: Verdict): Halved => {
  const left = verdict === 'bad' ? on : suspects.filter((id) => !on.includes(id));
  const [only] = left;
  if (only === undefined) return { culprit: null };
  if (left.length > 1) return { suspects: left, on: left.slice(0, Math.floor(left.length / 2)) };
  // With everything off it worked, and with this one on that was all there was: that is seen already.
  const isSeen = verdict === 'bad' || suspects.length === 1;
  return isSeen ? { culprit: only } : { suspects: left, on: left };
};

/** How many looks there are at most before the end, this one included. */
export const stepsLeft = ({ suspects, on }: Halving): number => {
  const isProof = suspects.length === 1 && on.length === 1;
  if (isProof) return 1;
  const halvings = Math.ceil(Math.log2(suspects.length));
  return on.length === 0 ? 1 + (suspects.length === 1 ? 0 : halvings + 1) : halvings + 1;
};
