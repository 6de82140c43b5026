import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogEnrichment } from '@agnes/sdk/job';

interface Kept {
  readonly at: number;
  readonly value: CatalogEnrichment;
}

/** What was looked up before, by fully qualified name: younger answers need not be asked for again. */
export class KeptAnswers {
  readonly #path: string | undefined;
  readonly #answers: Map<string, Kept>;

  private constructor(path: string | undefined, answers: Map<string, Kept>) {
    this.#path = path;
    this.#answers = answers;
  }

  static async open(folder: string | undefined): Promise<KeptAnswers> {
    if (folder === undefined) return new KeptAnswers(undefined, new Map());
    const path = join(folder, 'answers.json');
    return new KeptAnswers(path, await answersIn(path));
  }

  /** The answer for a table that is younger than this. */
  youngerThan(ms: number, { fqn, tableId, now }: Asked): CatalogEnrichment | undefined {
    const kept = this.#answers.get(fqn);
    return kept && kept.value.tableId === tableId && now - kept.at < ms ? kept.value : undefined;
  }

  /** When a name was asked for last; never is before everything. */
  askedAt(fqn: string): number {
    return this.#answers.get(fqn)?.at ?? 0;
  }

  put({ fqn, now }: Pick<Asked, 'fqn' | 'now'>, value: CatalogEnrichment): void {
    this.#answers.set(fqn, { at: now, value });
  }

  /** Writes them down; those of names that nobody asked for are forgotten. */
  async save(fqns: ReadonlySet<string>): Promise<void> {
    if (this.#path === undefined) return;
    const kept = [...this.#answers].filter(([fqn]) => fqns.has(fqn));
    await writeFile(`${this.#path}.new`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
  }
}

interface Asked {
  readonly fqn: string;
  readonly tableId: string;
  /** Milliseconds UTC. */
  readonly now: number;
}

// A cache that cannot be read is an empty one.
const answersIn = async (path: string): Promise<Map<string, Kept>> => {
  try {
    return new Map(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return new Map();
  }
};
