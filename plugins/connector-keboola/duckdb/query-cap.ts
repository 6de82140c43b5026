import { BudgetExceeded } from '@agnes/sdk/errors';
import { estimateUnavailable } from '../errors.ts';
import type { Settings } from '../settings.ts';
import type { UpstreamTable } from '../upstream-table.ts';

/** Throws unless what a query reads is known and within the cap. */
export const checkEstimate = (
  table: string,
  read: readonly UpstreamTable[],
  { max_bytes_per_materialize: limit }: Settings,
): void => {
  if (limit === 0) return;
  const unknown = read.filter(({ sizeBytes }) => sizeBytes === undefined).map(({ id }) => id);
  if (unknown.length > 0) throw estimateUnavailable({ table, unknown });
  const current = read.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  if (current > limit) throw BudgetExceeded({ table, current, limit });
};
