import type { DiscoveredTable, JobDone, PlannedTable, TableMode } from '@agnes/sdk';
import type { Command, DeliveryFile, Failure, JobTask, SocketGrant } from '@agnes/sdk/extract';
import type { SecretReader } from './broker.ts';
import type { Exchange } from './broker-recorder.ts';
import type { StagedFile, TableOutcome } from './connector-run-tables.ts';
import type { OutboundTerms } from './egress.ts';
import type { LoadedConnector } from './loaded.ts';

/** Whose code is run, and how. */
type Runnable = Pick<LoadedConnector, 'plugin' | 'version' | 'folder' | 'entry' | 'manifest' | 'ledger'> & {
  readonly contribution: Pick<LoadedConnector['contribution'], 'runtime'>;
};

/** One task for one source. */
export interface ConnectorOrder {
  readonly plugin: Runnable;
  readonly command: Command;
  /** Settings of the source, already checked against the contribution's schema. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Slug of the source. Absent for a job of a plugin. */
  readonly source?: string;
  readonly secrets: SecretReader;
  /** Values of declared secrets by setting, filled in when the run starts of a connector that sends them itself. */
  readonly handed?: Readonly<Record<string, string>>;
  /** Where it may connect by itself; filled in when the run starts. */
  readonly sockets?: SocketGrant;
  /** For `read`: what is asked for. */
  readonly tables: readonly PlannedTable[];
  /** For `read` of a source that events are pushed to: what waits, oldest first. */
  readonly deliveries?: readonly DeliveryFile[];
  /** For `job`; its folders are the child's to write. */
  readonly job?: JobTask;
  /** Absolute, real and empty; the child's to write. The caller removes it once the files are taken in. */
  readonly staging: string;
  /** Absolute and real; the folder this source keeps, the child's to read and write. For `capabilities.state`. */
  readonly kept?: string;
  /** By the clock of the disk, milliseconds; filled in when the run starts. What was written before is not its doing. */
  readonly begunAt?: number;
  /** Absolute and real; where DuckDB's extensions lie. For drivers that open DuckDB. */
  readonly extensionFolder?: string;
  /** Real paths of the folders and files that the settings name and the manifest declares. */
  readonly readable: readonly string[];
  /** `egress.private` of the instance. */
  readonly privateAllowed: readonly string[];
  /** What else the instance says of connections to others. */
  readonly outbound?: OutboundTerms;
  readonly limits: RunLimits;
  /** Cancels the run: the child is asked, then made to end. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** Called when the child is there, with what ends it at once; for the kit, which looks what a killed run leaves. */
  readonly onStarted?: (kill: () => void) => void;
  /** Pipes in staging, which the caller reads while they are written. Absent: there are none. */
  readonly pipes?: ReadonlySet<string>;
  /** Called as soon as the child names a file. */
  readonly onFile?: (file: NamedFile) => void;
  /** Called with every request and its answer; for recordings of tests. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Origin that requests to every declared host go to instead; for the servers of tests. */
  readonly standIn?: string;
  /** One line of the run's log; what the child prints is marked with its stream. Never holds a secret. */
  readonly log: (line: string) => void;
}

/** A file a connector has named, and what becomes of the published rows. */
export interface NamedFile {
  readonly table: string;
  readonly mode: TableMode;
  readonly file: StagedFile;
}

/** How far a connector says it is. */
interface RunProgress {
  readonly done: number;
  readonly total?: number;
  readonly message?: string;
}

/** What came of a task. */
export interface ConnectorOutcome {
  /** False when the run as a whole failed; tables that ended before that are kept. */
  readonly ok: boolean;
  readonly error?: Failure;
  /** For `read`: one entry per planned table. */
  readonly tables: readonly TableOutcome[];
  /** For `discover`. */
  readonly discovered: readonly DiscoveredTable[];
  readonly notices: readonly Notice[];
  /** For `job` that came to its end. */
  readonly done?: JobDone;
}

/** Something people should know of a table, by its id, or of the whole source. */
export interface Notice {
  readonly table?: string;
  readonly code: string;
  readonly message: string;
}

/** How much one run may take. What is absent comes from the manifest, else from the defaults. */
export interface RunLimits {
  /** Resident memory beyond what Node itself needs. Default 512. */
  readonly memoryMb?: number;
  /** Default 1800. */
  readonly timeoutSec?: number;
  /** Bytes in staging, downloads included. Default 10 GiB. */
  readonly maxOutputMb?: number;
  /** Longest time without a sign of life; the SDK gives one every 5 s. Default 60. */
  readonly silenceSec?: number;
}
