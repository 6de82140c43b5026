import type { DeliveryFile } from '@agnes/sdk/extract';
import type { Kysely } from 'kysely';
import type { Source } from '../registry/source.ts';
import type { Tables } from '../store/tables.ts';

/** How a run ended for what it was handed: taken in, not taken by its own fault, or not taken by the fault of others. */
export type DeliveryEnd = 'taken' | 'tried' | 'waits';

/** How a run of a source ended for what waits, its own or that of others. */
export interface AfterRun {
  readonly how: DeliveryEnd;
  /** True when another run is wanted that nobody else starts. */
  readonly isLeftOver: boolean;
  /** False when the source has no table that a run fills. */
  readonly hasTables: boolean;
}

/** What was pushed to sources and waits to be read: the webhooks, seen from here. */
export interface DeliveryDoor {
  /** What a run of this source is handed, oldest first; nothing for sources that nothing is pushed to. */
  waiting(source: Source): Promise<readonly DeliveryFile[]>;
  /** Writes down how a run ended, in the transaction in which it does. */
  settle(
    tx: Kysely<Tables>,
    handed: { readonly source: Source; readonly deliveries: readonly DeliveryFile[] },
    end: { readonly how: DeliveryEnd; readonly at: Date },
  ): Promise<void>;
  /** After a run: what is left is read by a run of its own, and what was given up, or goes nowhere, is shown. */
  after(source: Source, end: AfterRun): Promise<void>;
}
