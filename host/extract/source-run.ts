import type { Secret } from '@agnes/sdk';
import type { HookCalls } from '../kernel/hooks.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { ExtractFolders } from './extract-folder.ts';
import type { LakeDoor } from './lake-door.ts';
import type { Outcomes } from './outcome.ts';

/** What the run of a source needs. */
export interface SourceRunDeps {
  readonly store: SystemStore;
  readonly lake: LakeDoor;
  readonly hooks: Pick<HookCalls, 'beforeExtract' | 'afterExtract'>;
  readonly connectors: { connector(type: string): LoadedConnector | undefined };
  readonly folders: ExtractFolders;
  /** Turns the name of an environment variable into the secret it holds. */
  readonly secrets: { resolve(reference: string): Secret | undefined };
  /** `files.roots` of the instance. */
  readonly roots: readonly string[];
  /** `egress.private` of the instance. */
  readonly privateAllowed: readonly string[];
  readonly now: () => number;
}

/** One source in one run. */
export interface SourceTask {
  readonly runId: string;
  readonly source: Source;
  /** Tables the run is to read. */
  readonly tables: readonly Table[];
  /** Ids of all registered tables of the source. */
  readonly registered: readonly string[];
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly outcomes: Outcomes;
  readonly log: (line: string) => void;
}
