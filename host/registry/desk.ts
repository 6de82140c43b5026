import type { Access } from '../access/access.ts';
import type { Intent } from '../http/intent.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { ReadModel } from './read-model.ts';
import type { KnownConnector, Source } from './source.ts';
import type { Table } from './table.ts';

/** What the registry needs. */
export interface RegistryDeps {
  readonly store: SystemStore;
  readonly now: () => number;
  /** Connectors of enabled plugins, as they are at the moment of asking. */
  readonly connectors: () => readonly KnownConnector[];
  readonly access: Pick<Access, 'deleteGrantsOf' | 'refresh'>;
  /** Called when the data of tables is gone; readers must not see it any more when it resolves. */
  readonly onChanged: (removed: readonly string[]) => Promise<void>;
  /** Called when a source is gone, and when one is new: what one of this slug had kept is nobody's any more. */
  readonly forgetKept?: (slug: string) => Promise<void>;
  /**
   * Called when a table that stays at its source was registered or changed, and when one is gone. Gives the job that has
   * it described.
   */
  readonly remote?: {
    changed(table: Table, intent: Intent): Promise<string | undefined>;
    gone(table: Table): Promise<void>;
  };
  /** Absent: a new name is shown with the next publication. */
  readonly jobs?: Pick<Jobs, 'enqueue'>;
  /**
   * Called in the transaction that gives a source other hosts to talk to: its secrets must not go there. What it gives
   * is called when the change is committed.
   */
  readonly onHostChanged?: (source: Source, tx: SystemStore['read'], intent: Intent) => Promise<() => void>;
}

/** What those who change the registry work with. */
export interface Desk extends RegistryDeps {
  model(): Promise<ReadModel>;
}

/** Who is written down as the one who did it. */
export const actorOf = ({ actor }: Intent): string => actor.userId ?? 'system:host';
