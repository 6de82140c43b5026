import type { Finding } from '../../../marketplace/findings.ts';
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
