import type { Connector, Delivery, Http, PlannedTable } from '../../connector.ts';
import type { CollectedTable } from '../collect-read.ts';

/** How a server may fail; each word is one state of the server that lasts until it is calm again. */
export type Trouble =
  /** Status 401, or what the protocol has in its place. */
  | 'refused'
  /** Status 403: the credential is good and may not do this. */
  | 'forbidden'
  /** Status 429 with `Retry-After: 900`. */
  | 'busy'
  /** Status 500. */
  | 'broken'
  /** The answer breaks off in the middle. */
  | 'cut'
  /** Status 404 for what a table is read from. */
  | 'missing';

/** Where one call of the plugin happens. */
export interface Surroundings {
  /** The folder that downloads go to. */
  readonly staging: string;
  /** Values by the setting that names them, as this call has them: right or wrong. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The plugin under test, and the server it talks to. */
export interface Subject {
  /** Folder of the plugin: where `agnes.plugin.json` lies. */
  readonly folder: URL;
  /** As an administrator would write them; the schema fills in the rest. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Values by the setting that names them, eight characters or more. They must turn up nowhere. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Values that the server refuses. Absent: other words. */
  readonly wrongSecrets?: Readonly<Record<string, string>>;
  /** The way out, with the secrets added as the broker of the host does. Absent: it reaches nothing. */
  readonly http?: (around: Surroundings) => Http;
  /** What brings the server into each state that it can be in. */
  readonly troubles?: Readonly<Partial<Record<Trouble, () => void | Promise<void>>>>;
  /** Codes of its errors, where it has words of its own for a trouble. Absent: the class of the error tells. */
  readonly codes?: Readonly<Partial<Record<Trouble, string>>>;
  /** Ends every trouble. */
  readonly calm?: () => void | Promise<void>;
}

/** A table that is there to be read. */
export interface ReadableTable {
  readonly plan: PlannedTable;
  /** Names of its columns, in their order. Absent: it is left to the host to infer them. */
  readonly columns?: readonly string[];
  /** How many rows there are. */
  readonly rows?: number;
  /** True: a second run finds that nothing has changed. */
  readonly isKnownAgain?: boolean;
}

/** A connector, and what its server holds. */
export interface ConnectorSubject extends Subject {
  /** In place of the entry that the manifest names; for one whose waiting takes no time. */
  readonly connector?: Connector<never>;
  readonly tables: readonly ReadableTable[];
  /** `sourceTable` of everything there is. Let the server cut its lists into pages that are shorter than this. */
  readonly offered: readonly string[];
  /** For `mode: push`: what is worked off with every read. */
  readonly deliveries?: readonly Delivery[];
  /** Rows of a table that comes as files of another format than NDJSON. */
  readonly rowsOf?: (table: CollectedTable) => Promise<readonly unknown[]>;
  /** Lets the server fall silent; resolves when somebody waits for its answer. */
  readonly silence?: () => Promise<void>;
  /** True: a read tries again for longer than a test may last. The test of the connection alone meets a server that is busy or fails. */
  readonly isPatient?: boolean;
  /** Milliseconds UTC; absent: what the clock says. */
  readonly now?: () => number;
}

/** A plugin that has no tables and asks a server all the same. */
export interface AskingSubject extends Subject {
  /** Asks once; rejects where the server fails. */
  readonly ask: (around: Surroundings & Asking) => Promise<unknown>;
}

/** What a plugin without tables is called with, beside its surroundings. */
export interface Asking {
  readonly config: Readonly<Record<string, unknown>>;
  readonly http: Http;
  readonly log: (message: string) => void;
}

/** One rule of the contract, as a test. */
export interface Check {
  readonly title: string;
  /** Rejects where the rule is broken. */
  readonly run: () => Promise<void>;
}
