import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Lease } from './generations.ts';
import type { Part, Published } from './table-state.ts';

/** A table of which a file is not what was published. */
export interface DamagedTable {
  readonly id: string;
  readonly name: string;
  readonly sourceSlug: string;
  readonly reason: string;
}

/** What a sweep found. */
export interface Sweep {
  readonly files: number;
  readonly damaged: readonly DamagedTable[];
  readonly sound: readonly string[];
}

interface Sweeping {
  readonly lease: () => Lease;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Reads every published file and compares its digest, one after the other; they stay until it is through. */
export const verifyFiles = async ({ lease, signal, progress }: Sweeping): Promise<Sweep> => {
  using held = lease();
  const tables = [...held.generation.tables.values()];
  const damaged: DamagedTable[] = [];
  const sound: string[] = [];
  for (const [done, table] of tables.entries()) {
    const reason = await faultOf(table, signal);
    if (reason === undefined) sound.push(table.id);
    else damaged.push({ id: table.id, name: table.name, sourceSlug: table.sourceSlug, reason });
    progress(done + 1, tables.length);
  }
  return { files: tables.reduce((sum, { parts }) => sum + parts.length, 0), damaged, sound };
};

const faultOf = async ({ parts }: Published, signal: AbortSignal): Promise<string | undefined> => {
  for (const part of parts) {
    const reason = await partFault(part, signal);
    if (reason !== undefined) return reason;
  }
  return undefined;
};

const partFault = async ({ path, relativePath, sha256 }: Part, signal: AbortSignal) => {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
    return hash.digest('hex') === sha256 ? undefined : `${relativePath} is not the file that was published`;
  } catch (cause) {
    signal.throwIfAborted();
    return `${relativePath} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
};
