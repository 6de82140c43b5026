import { runConnector } from '../kernel/connector-run.ts';
import type { ConnectorOutcome } from '../kernel/connector-run-order.ts';
import type { Source } from '../registry/source.ts';
import { newId } from '../store/new-id.ts';
import { type ConnectorDeps, orderFor } from './connector-order.ts';
import { probingDriver } from './drivers.ts';
import type { ExtractFolders } from './extract-folder.ts';

type ProbeDeps = ConnectorDeps & { readonly folders: ExtractFolders };

/** Longest a person waits for a test or a list. */
const timeoutSec = 60;

/** Asks a source whether it answers and what it has, in a child process like any run. */
export class ConnectorProbe {
  readonly #deps: ProbeDeps;

  constructor(deps: ProbeDeps) {
    this.#deps = deps;
  }

  check(source: Source, signal: AbortSignal): Promise<ConnectorOutcome> {
    return this.#run('check', source, signal);
  }

  discover(source: Source, signal: AbortSignal): Promise<ConnectorOutcome> {
    return this.#run('discover', source, signal);
  }

  async #run(command: 'check' | 'discover', source: Source, signal: AbortSignal): Promise<ConnectorOutcome> {
    const { folders } = this.#deps;
    const order = await orderFor(source, this.#deps);
    const plugin = probingDriver(order.plugin, order.config);
    const runId = newId();
    const { staging } = await folders.scratch(runId, source.slug);
    const ask = { command, tables: [], staging, limits: { timeoutSec }, signal } as const;
    try {
      return await runConnector({ ...order, ...ask, plugin, onProgress: () => {}, log: () => {} });
    } finally {
      await folders.dropRun(runId);
    }
  }
}
