import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conditions } from '../store/conditions.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { Change } from './change.ts';
import type { Generation, Generations } from './generations.ts';
import { notTidied } from './lake-conditions.ts';
import type { LakeFolder } from './lake-folder.ts';
import { collectParquet, collectSingles, isHostName } from './parquet-files.ts';
import { Retired } from './retired.ts';
import type { Published } from './table-state.ts';

interface TidyingDeps {
  readonly folder: LakeFolder;
  readonly generations: Generations;
  /** All tables with data, also those that no generation shows because their files cannot be read. */
  readonly named: () => readonly Published[];
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
}

/** Deletes what nobody needs any more. Its failures are a condition: no publication fails for them. */
export class Tidying {
  readonly #deps: TidyingDeps;
  readonly #retired = new Retired();
  /** A host before this one may have left it open. */
  #isOpen = true;

  constructor(deps: TidyingDeps) {
    this.#deps = deps;
  }

  /** Notes the files that readers of the new generation do not need, as far as the host itself wrote them. */
  retire(before: Generation, after: Generation, ids: Iterable<string>): void {
    const given = [...ids].flatMap((id) => givenUp(before.tables.get(id), after.tables.get(id)));
    this.#retired.add(given, after.number);
  }

  /** A file that no row names any more. */
  retireFile(path: string): void {
    this.#retired.add([path], this.#deps.generations.current.number);
  }

  /** After a publication: the copy for people is shown, then what the publication made needless goes. */
  async show(number: number, change: Change, extractDir: string): Promise<void> {
    await this.#carefully(async () => {
      await this.#deps.folder.showCopy(number);
      crashPoint('rebuild.shown');
      await this.#collect();
      if (change.collect) await collectParquet(extractDir, [...this.#kept(), ...brought(change, extractDir)]);
    });
  }

  /** When the last reader of an old generation has gone. */
  async freed(): Promise<void> {
    await this.#carefully(() => this.#collect());
  }

  /** Deletes what crashes have left in an extract that the host writes. No run of its source may be under way. */
  async sweep(extractDir: string): Promise<void> {
    await this.#carefully(async () => {
      const kept = this.#kept();
      await collectParquet(extractDir, kept);
      await collectSingles(extractDir, kept);
    });
  }

  async #collect(): Promise<void> {
    const { folder, generations } = this.#deps;
    await folder.collect(generations.inUse());
    const free = this.#retired.take(generations.current.number, this.#kept());
    for (const file of free) await rm(file, { force: true });
  }

  #kept(): ReadonlySet<string> {
    const { generations, named } = this.#deps;
    const shown = generations.inUse().flatMap(({ tables }) => [...tables.values()]);
    return new Set([...shown, ...named()].flatMap(allFiles));
  }

  async #carefully(work: () => Promise<void>): Promise<void> {
    const { conditions } = this.#deps;
    try {
      await work();
      if (this.#isOpen) await conditions.clear('lake', 'analytics', 'not_tidied');
      this.#isOpen = false;
    } catch (cause) {
      this.#isOpen = true;
      // A store that is being closed takes no condition either.
      await conditions.raise(notTidied(cause)).catch(() => {});
    }
  }
}

const allFiles = ({ files, single }: Published): readonly string[] =>
  single ? [...files, single.path] : files;

const givenUp = (before: Published | undefined, after: Published | undefined): readonly string[] => {
  if (!before) return [];
  const still = new Set(after ? allFiles(after) : []);
  return ownFiles(before).filter((path) => isHostName(path) && !still.has(path));
};

// What the host did not produce was written by somebody else, and is theirs to delete.
const ownFiles = (table: Published): readonly string[] =>
  table.producedBy === undefined ? [] : allFiles(table);

const brought = ({ tables }: Change, extractDir: string): readonly string[] =>
  tables.flatMap(({ files }) => files.map(({ path }) => join(extractDir, path)));
