import type { Endings } from '../kernel/endings.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Probe } from './conformance.ts';
import type { GenerationFiles } from './generation-files.ts';
import type { GenerationLog } from './generation-log.ts';
import type { Companions } from './settings/companions.ts';

/** What changing plugins needs. */
export interface ManagerDeps {
  readonly plugins: Pick<Plugins, 'list' | 'stage'>;
  readonly files: GenerationFiles;
  readonly hostVersion: string;
  readonly now: () => number;
  /** Asks the sources whose connector changes, in a child with their real settings; throws what no longer works. */
  readonly probe: Probe;
  /** How long a new generation is watched before it is kept; no longer than until it has failed. */
  readonly soak: (hasFailed: () => boolean, signal: AbortSignal) => Promise<void>;
  /** What became of each generation. */
  readonly log: GenerationLog;
  /** Settings and what connectors remember, which go with the code. */
  readonly companions: Companions;
  /** Throws while nobody may change plugins. */
  readonly refuseWhileHeld?: () => Promise<void>;
  /** Which plugins ended the host. Absent: nobody remembers. */
  readonly endings?: Pick<Endings, 'forgive'>;
}
