import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  canonicalJson,
  contentHash,
  type GenerationLock,
  lockText,
  parseLock,
} from '../kernel/generation-lock.ts';
import { type Placed, placedFile, readPlaced } from '../kernel/placed-generations.ts';
import {
  lockName,
  lockNumbers,
  type Pointer,
  pointerCopyName,
  pointerName,
  readGeneration,
  readLock,
} from '../kernel/read-generation.ts';
import { crashPoint } from '../store/crash-point.ts';
import { syncFolder, writeDurably } from '../store/durable-file.ts';
import { KnownLocks } from './known-locks.ts';

/** The files that say which plugins this host has. A crash at any step leaves the old generation or the new one. */
export class GenerationFiles {
  readonly #folder: string;
  readonly #known = new KnownLocks();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What a host would start with now. */
  current(): ReturnType<typeof readGeneration> {
    return readGeneration(this.#folder);
  }

  read(generation: number): Promise<GenerationLock> {
    return readLock(this.#folder, { generation });
  }

  /** Every generation whose file can be read, newest first. */
  async all(): Promise<readonly GenerationLock[]> {
    const files = (await this.#numbers()).map((number) => ({ number, path: this.#pathOf(number) }));
    this.#known.keepOnly(files.map(({ path }) => path));
    const read = files.map(({ number, path }) =>
      this.#known.at(path, () => this.read(number)).catch(() => undefined),
    );
    return (await Promise.all(read)).flatMap((lock) => lock ?? []);
  }

  /** A number that no file has. */
  async next(): Promise<number> {
    return ((await this.#numbers())[0] ?? 0) + 1;
  }

  /** Writes a generation down; throws where no host could read it. Until `point` nobody starts with it. */
  async write(lock: GenerationLock): Promise<void> {
    const text = lockText(lock);
    parseLock(text, lock.generation);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await syncFolder(dirname(this.#folder));
    const path = this.#pathOf(lock.generation);
    // Going back has to work on a disk that is full.
    if (!(await holds(path, text))) await writeDurably(path, text);
    crashPoint('generation.written');
  }

  /** Makes it the current one, in one step. Throws when it is not. */
  async point(lock: GenerationLock, local: Pointer['local']): Promise<void> {
    const { generation, parent } = lock;
    const text = canonicalJson({ generation, parent, sha256: contentHash(lockText(lock)), local });
    const [path, copy] = [join(this.#folder, pointerName), join(this.#folder, pointerCopyName)];
    // The copy never names another one than the file: first it goes.
    await rm(copy, { force: true });
    crashPoint('generation.alone');
    await writeDurably(path, text).catch(async (cause: unknown) => {
      if (!(await holds(path, text))) throw cause;
    });
    crashPoint('generation.current');
    await this.#place(lock).catch(() => undefined);
    // The one before is gone already; without a copy nothing is lost but the copy.
    await writeDurably(copy, text).catch(() => undefined);
    crashPoint('generation.copied');
  }

  /** Makes of the two files that name the current one what a change leaves, when one of them was damaged. */
  async mend(): Promise<void> {
    const { pointer, lock } = await this.current();
    if (!pointer || lock?.generation !== pointer.generation) return;
    await this.#place(lock);
    const text = canonicalJson(pointer);
    for (const name of [pointerName, pointerCopyName]) {
      const path = join(this.#folder, name);
      if (!(await holds(path, text))) await writeDurably(path, text);
    }
  }

  /** Removes one that failed; the current one stays whatever has failed after it was put in place. */
  async forget(generation: number): Promise<void> {
    if ((await this.current()).pointer?.generation === generation) return;
    await rm(this.#pathOf(generation), { force: true });
    await syncFolder(this.#folder);
  }

  /** Writes down that this one was current, for a start that finds no file that says which one is. */
  async #place(lock: GenerationLock): Promise<void> {
    const numbers = await this.#numbers();
    const found = (await readPlaced(this.#folder)) ?? [];
    // Newer ones were taken back, and no start may come upon them again.
    const known = found.filter(({ generation: one }) => one <= lock.generation && numbers.includes(one));
    const line = await this.#lineOf(lock, known);
    const added = line.map((one) => ({ generation: one.generation, sha256: contentHash(lockText(one)) }));
    const others = known.filter(({ generation }) => generation !== lock.generation);
    const text = canonicalJson([...others, ...added]);
    const path = placedFile(this.#folder);
    if (!(await holds(path, text))) await writeDurably(path, text);
  }

  /** This one behind those it was made from: they were current too, and files of earlier hosts do not say so. */
  async #lineOf(lock: GenerationLock, known: Placed): Promise<readonly GenerationLock[]> {
    const { parent } = lock;
    if (parent === null || known.some(({ generation }) => generation === parent)) return [lock];
    const found = await this.read(parent).catch(() => undefined);
    return found ? [...(await this.#lineOf(found, known)), lock] : [lock];
  }

  #pathOf(generation: number): string {
    return join(this.#folder, lockName(generation));
  }

  async #numbers(): Promise<readonly number[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return lockNumbers(names);
  }
}

const holds = (path: string, text: string): Promise<boolean> =>
  readFile(path, 'utf8').then(
    (found) => found === text,
    () => false,
  );
