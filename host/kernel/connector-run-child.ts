import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnLine } from './child-output.ts';
import { type Child, startChild } from './child-process.ts';
import type { LoadedConnector } from './loaded.ts';
import { sdkResolverPath } from './sdk-resolution.ts';

/** What a confined child is started with. */
export interface ConfinedChild {
  readonly plugin: Pick<LoadedConnector, 'folder'>;
  /** Its working folder, which it may write. */
  readonly staging: string;
  /** The only other folder it may write. */
  readonly kept?: string | undefined;
  /** Further folders it may write. */
  readonly writable?: readonly string[];
  /** Further folders and files it may read. */
  readonly readable: readonly string[];
  readonly memoryMb: number;
  /** True: it may open DuckDB, whose file access no permission model sees. */
  readonly mayOpenAddons: boolean;
  /** True: it may open connections, and holds itself to those it was granted (`guardSockets` of the SDK). */
  readonly mayOpenSockets: boolean;
  readonly onLine: OnLine;
  readonly signal: AbortSignal;
}

/** What Node reserves besides the memory a program uses: measured at 560 MB, most of it never touched. */
const reservedMb = 1024;

const sdkFolder = dirname(dirname(fileURLToPath(import.meta.resolve('@agnes/sdk/extract'))));
const runner = join(sdkFolder, 'extract', 'runner.ts');
// The root of the SDK needs ajv; a connector that imports only `@agnes/sdk/connector` reads nothing in here.
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * Starts the program that runs a connector, under Node's permission model: no network, no processes, no addons, no
 * SQLite, an empty environment; it reads its plugin, the SDK and what it was given, and writes its staging folder and the one its source keeps.
 * One that may open addons is trusted: its own group, its limits and the empty environment are all that is left. One
 * that may open sockets is held by a guard inside its own process.
 */
export const startConfined = ({
  plugin,
  staging,
  kept,
  writable = [],
  readable,
  memoryMb,
  mayOpenAddons,
  mayOpenSockets,
  onLine,
  signal,
}: ConfinedChild): Child => {
  const own = [staging, ...(kept === undefined ? [] : [kept]), ...writable];
  const folders = [plugin.folder, sdkFolder, packages, ...own, ...readable];
  return startChild({
    program: runner,
    nodeFlags: [
      '--permission',
      ...(mayOpenAddons ? ['--allow-addons'] : []),
      // Node warns of this flag; in the log of a run it would say nothing to anybody.
      ...(mayOpenSockets ? ['--allow-net', '--disable-warning=ExperimentalWarning'] : []),
      ...folders.flatMap((folder) => [`--allow-fs-read=${folder}`, `--allow-fs-read=${folder}/*`]),
      `--allow-fs-read=${sdkResolverPath}`,
      ...own.map((folder) => `--allow-fs-write=${folder}/*`),
      '--no-experimental-sqlite',
      '--disable-proto=delete',
      `--max-old-space-size=${memoryMb}`,
      `--import=${sdkResolverPath}`,
    ],
    cwd: staging,
    dataLimitBytes: (memoryMb + reservedMb) * 1024 * 1024,
    onLine,
    signal,
  });
};
