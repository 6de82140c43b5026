import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { generationInvalid } from './generation-errors.ts';
import { changedSince, contentHash, type GenerationLock, parseLock } from './generation-lock.ts';
import { type Placed, readPlaced } from './placed-generations.ts';
import { reasonOf } from './reason.ts';

const pointerSchema = Type.Object(
  {
    generation: Type.Integer({ minimum: 1 }),
    sha256: Type.String({ description: 'Hash of its lock file.' }),
    parent: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        description: 'What it was made from: the one to start with when its file is broken.',
      }),
    ),
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

const checkPointer = checkerFor(pointerSchema, { compiled: 'later' });

/** Name of the file of a generation. */
export const lockName = (generation: number): string => `${String(generation).padStart(6, '0')}.lock.json`;

/** The generations that have a file among these, newest first. */
export const lockNumbers = (names: readonly string[]): readonly number[] =>
  names
    .flatMap((name) => /^(\d{6,})\.lock\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);

/** Name of the file that names the current one. */
export const pointerName = 'current.json';

/** Name of its copy, which says the same or is not there. */
export const pointerCopyName = 'current.copy.json';

/**
 * Reads which plugins this host has, from files alone. A file that is broken is no reason not to start: its copy is
 * used, or the generation it was made from, or the newest older one that was current once and is as it was written, or
 * none.
 */
export const readGeneration = async (folder: string): Promise<BootGeneration> => {
  const text = await textOf(folder, pointerName);
  const pointer = pointerIn(text ?? '');
  if (pointer) return generationAt(folder, pointer);
  const copy = await textOf(folder, pointerCopyName);
  if (text === undefined && copy === undefined) return {};
  const reason = `${pointerName} is ${text === undefined ? 'missing' : 'broken'}.`;
  const copied = pointerIn(copy ?? '');
  if (!copied) return fallback(folder, { below: Number.MAX_SAFE_INTEGER, reason });
  const told = await generationAt(folder, copied);
  return { ...told, fault: `${reason} ${told.fault ?? `Generation ${copied.generation} is used.`}` };
};

const generationAt = async (folder: string, pointer: Pointer): Promise<BootGeneration> => {
  try {
    return { pointer, lock: await readLock(folder, pointer) };
  } catch (cause) {
    const { generation: below, parent: first } = pointer;
    return fallback(folder, { below, first, reason: reasonOf(cause), pointer });
  }
};

/** Reads one generation; with `sha256` it has to be exactly that one. */
export const readLock = async (
  folder: string,
  { generation, sha256 }: Pick<Pointer, 'generation'> & Partial<Pointer>,
): Promise<GenerationLock> => {
  const text = await lockFile(folder, generation);
  const lock = parseLock(text, generation);
  if (sha256 !== undefined && contentHash(text) !== sha256)
    throw generationInvalid({ generation, reason: changedSince });
  return lock;
};

const lockFile = async (folder: string, generation: number): Promise<string> => {
  const text = await textOf(folder, lockName(generation));
  if (text === undefined) throw generationInvalid({ generation, reason: 'it is not there' });
  return text;
};

/** Nothing when there is no such file; a file that cannot be read holds nothing. */
const textOf = (folder: string, name: string): Promise<string | undefined> =>
  readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : '',
  );

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
  /** The one to look at before all others. */
  readonly first?: number | null | undefined;
  readonly reason: string;
  readonly pointer?: Pointer;
}

const fallback = async (
  folder: string,
  { below, first, reason, pointer }: Broken,
): Promise<BootGeneration> => {
  const older = lockNumbers(await readdir(folder))
    .filter((generation) => generation < below)
    .toSorted((a, b) => Number(b === first) - Number(a === first));
  const placed = await readPlaced(folder);
  const why = [reason];
  for (const generation of older) {
    try {
      const lock = await placedLock(folder, { generation, placed, isParent: generation === first });
      return {
        lock,
        ...(pointer && { pointer }),
        fault: `${why.join(' ')} Generation ${generation} is used${placed ? '.' : unknown}`,
      };
    } catch (cause) {
      why.push(reasonOf(cause));
    }
  }
  return {
    ...(pointer && { pointer }),
    fault: `${why.join(' ')} Only what ships with the host is used.`,
  };
};

const unknown = '; no file says whether it was ever current.';

interface Candidate {
  readonly generation: number;
  /** Absent: nobody knows. */
  readonly placed: Placed | undefined;
  /** True: the current one was made from it, so it was current. */
  readonly isParent: boolean;
}

/** One that was current once: what was only written down was never looked at. */
const placedLock = async (
  folder: string,
  { generation, placed, isParent }: Candidate,
): Promise<GenerationLock> => {
  const text = await lockFile(folder, generation);
  // No pointer names its hash: it has to hold its own one.
  const lock = parseLock(text, generation, 'refused');
  const sha256 = contentHash(text);
  if (placed && !isParent && !placed.some((one) => one.generation === generation && one.sha256 === sha256))
    throw generationInvalid({ generation, reason: 'it was never current' });
  return lock;
};
