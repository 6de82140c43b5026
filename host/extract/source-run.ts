import type { DeliveryFile } from '@agnes/sdk/extract';
import type { Notice } from '../kernel/connector-run-order.ts';
import type { HookCalls } from '../kernel/hooks.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { ConnectorDeps } from './connector-order.ts';
import type { DeliveryDoor } from './delivery-door.ts';
import type { ExtractFolders } from './extract-folder.ts';
import type { LakeDoor } from './lake-door.ts';
import type { Outcomes } from './outcome.ts';

/** What the run of a source needs. */
export interface SourceRunDeps extends ConnectorDeps {
  readonly store: SystemStore;
  readonly registry: Pick<Registry, 'tables' | 'sources'>;
  readonly lake: LakeDoor;
  readonly hooks: Pick<HookCalls, 'beforeExtract' | 'afterExtract'>;
  readonly folders: ExtractFolders;
  readonly deliveries: DeliveryDoor;
  readonly now: () => number;
}

/** One source in one run. */
export interface SourceTask {
  readonly runId: string;
  readonly source: Source;
  /** Tables the run is to read. */
  readonly tables: readonly Table[];
  /** What was pushed and is handed to the connector; none where the run does not read every table of the source. */
  readonly deliveries: readonly DeliveryFile[];
  /** True when a table of the source cannot be read in this run: what was pushed waits for it. */
  readonly isShort: boolean;
  /** Why what was pushed cannot be handed over; without it no table is read. */
  readonly fault?: unknown;
  readonly force: boolean;
  /** Publishes nothing and keeps nothing: only says what would be. */
  readonly dryRun: boolean;
  /** Somebody has said yes to tables that lost most of their rows. */
  readonly allowShrink: boolean;
  /** By table id: the rows that somebody was shown and has said yes to. */
  readonly allowShrinkTo: Readonly<Record<string, number>>;
  /** Somebody has said yes to columns that are others now. */
  readonly acceptSchema: boolean;
  readonly signal: AbortSignal;
  readonly outcomes: Outcomes;
  readonly log: (line: string) => void;
  /** Something people should know of a table of the task, by its id, or of the source. */
  readonly remark: (notice: Notice) => unknown;
}
