import type { RunParams } from '../extract/run-params.ts';
import { pushedRunKind } from '../extract/trigger.ts';

/** A run of a source for what came in. */
export const pushedRun = ({ slug }: { readonly slug: string }) => {
  const params: RunParams = { connection: slug, force: false, trigger: 'webhook' };
  return {
    kind: pushedRunKind,
    params,
    lane: 'live',
    coalesceKey: `${pushedRunKind} ${slug}`,
    concurrencyKey: `${pushedRunKind} ${slug}`,
  } as const;
};
