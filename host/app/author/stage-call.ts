import type { ExtractRead } from '../../extract/read-messages.ts';
import type { ConnectorOrder, ConnectorOutcome } from '../../kernel/connector-run-order.ts';

/** What one run may have of its own. */
export interface Call extends Partial<Pick<ConnectorOrder, 'tables' | 'signal' | 'onStarted'>> {
  /** Called as soon as it names a file, or, where it writes an extract of its own, as there is one. */
  readonly onFile?: () => void;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
  /** Seconds until the run is ended; else 60. */
  readonly timeoutSec?: number;
  /** Absolute path of another copy of the plugin, and the file in it. */
  readonly copy?: { readonly folder: string; readonly entry: string };
  /** Folder the source keeps. Absent: a fresh one, where the manifest declares one. */
  readonly kept?: string;
}

/** What the first read came to. */
export interface Baseline {
  readonly outcome: ConnectorOutcome;
  readonly kept: string;
  /** How many requests it took. */
  readonly requests: number;
  /** Of a connector that writes its extract by itself. */
  readonly extract?: ExtractRead;
}
