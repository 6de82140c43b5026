import { copyFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteText } from '../../store/quote-ident.ts';
import type { BuildRequest } from '../builder-messages.ts';
import { reflink } from '../clone-file.ts';
import { type Engine, openEngine } from './engine.ts';

/**
 * The views of the generation built last, open in an engine as `gen`.
 *
 * Opening a file of thousands of views takes longer than changing one of them, so it is kept open between two builds.
 */
export class Workbench {
  #open: { readonly engine: Engine; readonly file: string } | undefined;
  /** File of the generation whose views are on the bench; nothing while a build is under way. */
  #holds: string | undefined;

  /** The engine with the views of the base. */
  async take(request: BuildRequest): Promise<Engine> {
    const { base, work } = request;
    const isThere = base !== undefined && base === this.#holds && this.#open?.file === work;
    this.#holds = undefined;
    if (isThere && this.#open) return this.#open.engine;
    this.#clear();
    await rm(work, { force: true });
    await rm(`${work}.wal`, { force: true });
    if (base !== undefined) await copyFile(base, work, reflink);
    const engine = await openEngine(foldersOf(request), request.memoryMb);
    this.#open = { engine, file: work };
    await engine.run(`ATTACH ${quoteText(work)} AS gen`);
    return engine;
  }

  /** What lies on the bench is this generation: the next build may go on from it. */
  settle(target: string): void {
    this.#holds = target;
  }

  #clear(): void {
    this.#open?.engine[Symbol.dispose]();
    this.#open = undefined;
  }
}

const foldersOf = ({ extracts, target, work }: BuildRequest): readonly string[] => [
  extracts,
  dirname(target),
  dirname(work),
];
