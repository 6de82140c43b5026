import type { Crashes } from './crashes.ts';

/** What a query pool is made of. */
export interface QueryPoolOptions {
  /** Where the FIFOs live; made with mode 0700. */
  readonly folder: string;
  /** Worker processes, each answering one statement at a time. */
  readonly workers?: number;
  /** Threads of DuckDB in each worker. */
  readonly threads?: number;
  /** Buffers one statement may use, in MiB; the process as a whole is held to 768 more. */
  readonly memoryMb?: number;
  /** True: the workers give way to other processes, and say how far they are. */
  readonly heavy?: boolean;
  /** What runs longer may go on beside the others, in a worker more, in milliseconds. */
  readonly longMs?: number;
  /** Bytes of the rows of one JSON answer at most. */
  readonly maxJsonBytes?: number;
  /** Shared with the other pools; absent: nobody is held off. */
  readonly crashes?: Crashes;
  readonly newId: () => string;
  /** Gets what the workers print, and how each of them ended. */
  readonly log: (line: string) => void;
}
