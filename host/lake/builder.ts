import { fileURLToPath } from 'node:url';
import type { Timers } from '../http/timers.ts';
import { type Child, startChild } from '../kernel/child-process.ts';
import { ownProgramEnv } from '../kernel/own-program.ts';
import type { BuildAnswer, BuildRequest, ViewFault } from './builder-messages.ts';
import { rebuildFailed } from './errors.ts';

const program = fileURLToPath(new URL('./generation-builder.ts', import.meta.url));

/** How long an idle builder is kept: longer than the pause between two refreshes of the data. */
const keptMs = 20 * 60_000;
/** Ten thousand views take a minute. A builder that takes longer hangs. */
const longestMs = 15 * 60_000;

interface Bench {
  readonly child: Child;
  readonly answers: AsyncIterator<unknown>;
}

/**
 * Builds generations in a process of its own, one after the other.
 *
 * With timers the process is kept for the next build, which then costs only what changed; after trouble it is killed.
 */
export class Builder implements AsyncDisposable {
  readonly #timers: Timers | undefined;
  #bench: Bench | undefined;
  #callOff: (() => void) | undefined;

  constructor(timers?: Timers) {
    this.#timers = timers;
  }

  /** Gives the views that were left as they were. */
  async build(request: BuildRequest): Promise<readonly ViewFault[]> {
    this.#callOff?.();
    this.#callOff = this.#timers?.after(longestMs, () => this.#bench?.child.kill());
    let isSound = false;
    try {
      const faults = await this.#ask(request);
      isSound = true;
      return faults;
    } finally {
      this.#callOff?.();
      if (isSound && this.#timers) this.#callOff = this.#timers.after(keptMs, () => void this.#end());
      else await this.#end();
    }
  }

  /** Ends the process that is kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#callOff?.();
    await this.#end();
  }

  async #ask(request: BuildRequest): Promise<readonly ViewFault[]> {
    const { child, answers } = this.#started();
    await child.channel.send(request).catch(() => {});
    const { done, value } = await answers.next();
    if (done) {
      const { code, signal, stderrTail } = await child.exited;
      throw rebuildFailed({ reason: `the builder ended with ${signal ?? code}. ${stderrTail}` });
    }
    // The builder and this module are one version.
    const answer = value as BuildAnswer;
    if (answer.type === 'failed') throw rebuildFailed({ reason: withoutFolder(answer.why, request) });
    return answer.faults.map(({ name, why }) => ({ name, why: withoutFolder(why, request) }));
  }

  #started(): Bench {
    if (this.#bench) return this.#bench;
    const child = startChild({ program, env: ownProgramEnv() });
    const bench = { child, answers: child.channel.messages[Symbol.asyncIterator]() };
    this.#bench = bench;
    // Whoever waits for it knows; one that dies while nobody does is replaced by the next build.
    void child.exited.then(() => {
      if (this.#bench === bench) this.#bench = undefined;
    });
    return bench;
  }

  async #end(): Promise<void> {
    const bench = this.#bench;
    this.#bench = undefined;
    bench?.child.kill();
    await bench?.child.exited;
  }
}

const withoutFolder = (text: string, { extracts }: BuildRequest): string =>
  text.replaceAll(`${extracts}/`, '');
