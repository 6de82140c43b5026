import type { Finding } from '../../../marketplace/findings.ts';
import type { Fault } from '../../store/conditions.ts';
import type { MarketplaceRow } from './marketplace.ts';
import type { CatalogChange } from './publish.ts';

/** What a sync came to. */
export interface SyncOutcome {
  readonly id: string;
  readonly name: string;
  readonly action: 'created' | 'updated' | 'unchanged';
  readonly commit: string;
  /** Plugins that are listed and can be used. */
  readonly count: number;
  readonly problems: readonly Finding[];
  readonly change?: CatalogChange;
}

/** The findings of the last sync. */
export const findingsIn = ({ problems }: Pick<MarketplaceRow, 'problems'>): readonly Finding[] =>
  // Written by `publish` alone.
  JSON.parse(problems ?? '[]') as readonly Finding[];

/** What the audit log says of a change: how many, and which of the first. */
export const onRecord = (change: CatalogChange): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(change)
      .filter(([, some]) => some.length > 0)
      .map(([what, some]) => [
        what,
        some.length > 20 ? { count: some.length, first: some.slice(0, 20) } : some,
      ]),
  );

/** A sync that failed, as everything that is degraded is told. */
export const failure = (id: string, reason: string): Fault => ({
  subjectType: 'marketplace',
  subjectId: id,
  code: 'marketplace_sync_failed',
  severity: 'warning',
  why: `The marketplace "${id}" could not be synced: ${reason}`,
  remedy: `Mend its repository, address or token, then: POST /api/marketplaces/${id}/sync. What was there before is served on.`,
});
