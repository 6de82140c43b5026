import { runConnector } from '../kernel/connector-run.ts';
import type { ConnectorOutcome } from '../kernel/connector-run-order.ts';
import type { Source } from '../registry/source.ts';
import { newId } from '../store/new-id.ts';
import { type ConnectorDeps, extensionFault, orderFor } from './connector-order.ts';
import { forTheNext, probingDrivers } from './drivers.ts';
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
    const runId = newId();
    const { staging } = await folders.scratch(runId, source.slug);
    const limits = { ...order.limits, timeoutSec };
    const ask = { command, tables: [], staging, limits, signal } as const;
    const [first, ...others] = probingDrivers(order.plugin, order.config);
    const asked = (plugin = order.plugin): Promise<ConnectorOutcome> =>
      runConnector({ ...order, ...ask, plugin, onProgress: () => {}, log: () => {} });
    try {
      let outcome = await asked(first?.plugin);
      for (const { plugin, extensions } of others) {
        if (!outcome.error || !forTheNext.has(outcome.error.code)) break;
        const fault = extensionFault(plugin, this.#deps.extensions, extensions);
        if (fault && plugin.contribution.runtime === 'duckdb') throw fault;
        outcome = await asked(plugin);
      }
      return outcome;
    } finally {
      await folders.dropRun(runId);
    }
  }
}
