import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { generationInvalid } from './generation-errors.ts';
import { contentHash, type GenerationLock, parseLock } from './generation-lock.ts';
import { reasonOf } from './reason.ts';

const pointerSchema = Type.Object(
  {
    generation: Type.Integer({ minimum: 1 }),
    sha256: Type.String({ description: 'Hash of its lock file.' }),
    local: Type.Record(Type.String(), Type.String(), {
      description: 'Tree hashes of what lay in plugins/local when it was last taken up, by id.',
    }),
  },
  { additionalProperties: false },
);

/** The one file that changes: which generation is current. */
export type Pointer = Static<typeof pointerSchema>;

/** What a host starts with. */
export interface BootGeneration {
  /** Absent: only what ships with the host, and what lies in plugins/local. */
  readonly lock?: GenerationLock;
  readonly pointer?: Pointer;
  /** Why this is not what was wanted, and what was used instead. */
  readonly fault?: string;
}

const checkPointer = checkerFor(pointerSchema);

/** Name of the file of a generation. */
export const lockName = (generation: number): string => `${String(generation).padStart(6, '0')}.lock.json`;

/** Name of the file that names the current one. */
export const pointerName = 'current.json';

/**
 * Reads which plugins this host has, from files alone. A file that is broken is no reason not to start: the newest
 * older generation that can be read is used, or none.
 */
export const readGeneration = async (folder: string): Promise<BootGeneration> => {
  const text = await readFile(join(folder, pointerName), 'utf8').catch(orUndefined);
  if (text === undefined) return {};
  const pointer = pointerIn(text);
  if (!pointer)
    return fallback(folder, { below: Number.MAX_SAFE_INTEGER, reason: `${pointerName} is broken.` });
  try {
    return { pointer, lock: await readLock(folder, pointer) };
  } catch (cause) {
    return fallback(folder, { below: pointer.generation, reason: reasonOf(cause), pointer });
  }
};

/** Reads one generation; with `sha256` it has to be exactly that one. */
export const readLock = async (
  folder: string,
  { generation, sha256 }: Pick<Pointer, 'generation'> & Partial<Pointer>,
): Promise<GenerationLock> => {
  const text = await readFile(join(folder, lockName(generation)), 'utf8');
  const lock = parseLock(text, generation);
  if (sha256 !== undefined && contentHash(text) !== sha256)
    throw generationInvalid({ generation, reason: 'it was changed after it was written' });
  return lock;
};

const orUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};

const pointerIn = (text: string): Pointer | undefined => {
  try {
    const checked = checkPointer(JSON.parse(text));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
};

interface Broken {
  readonly below: number;
  readonly reason: string;
  readonly pointer?: Pointer;
}

const fallback = async (folder: string, { below, reason, pointer }: Broken): Promise<BootGeneration> => {
  const names = await readdir(folder);
  const older = names
    .flatMap((name) => /^(\d{6,})\.lock\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((generation) => generation < below)
    .sort((a, b) => b - a);
  for (const generation of older) {
    const lock = await readLock(folder, { generation }).catch(() => undefined);
    if (lock)
      return { lock, ...(pointer && { pointer }), fault: `${reason} Generation ${generation} is used.` };
  }
  return { ...(pointer && { pointer }), fault: `${reason} Only what ships with the host is used.` };
};
