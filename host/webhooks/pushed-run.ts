import type { RunParams } from '../extract/run-params.ts';
import { pushedRunKind } from '../extract/trigger.ts';

/** A run of a source for what came in, or for what a job has changed in what it keeps. */
export const pushedRun = ({ slug }: { readonly slug: string }, trigger: 'webhook' | 'job' = 'webhook') => {
  const params: RunParams = { connection: slug, force: false, trigger };
  return {
    kind: pushedRunKind,
    params,
    lane: 'live',
    coalesceKey: `${pushedRunKind} ${slug}`,
    concurrencyKey: `${pushedRunKind} ${slug}`,
  } as const;
};
