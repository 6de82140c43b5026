/** What the scripted connector does with a table. */
export interface TableScript {
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly fail?: string;
  readonly unchanged?: true;
  /** Never answers, and ignores being asked to stop. */
  readonly hang?: true;
  /** Ends the process. */
  readonly crash?: true;
}

/** Its manifest: the settings of a source are the script. */
export const scriptedManifest = {
  manifestVersion: 1,
  id: 'acme/scripted',
  displayName: 'Scripted',
  description: 'Does what its settings say.',
  version: '1.2.3',
  engines: { host: '>=0.1.0' },
  contributes: {
    connectors: [
      {
        id: 'scripted',
        title: 'Scripted',
        mode: 'batch',
        runtime: 'stream',
        entry: 'connector.ts',
        config: {
          version: 1,
          schema: { type: 'object', properties: { tables: { type: 'object' } }, additionalProperties: false },
        },
      },
    ],
  },
};

/** Its code. As state it counts how often a table was read. */
export const scriptedConnector = `
import { defineConnector, UpstreamError } from '@agnes/sdk/connector';
export default defineConnector({
  check: async () => {},
  discover: async function* () {},
  read: async function* ({ tables, config, log }) {
    for (const { id, name, state } of tables) {
      const script = config.tables[name] ?? {};
      if (script.hang) log(name + ' hangs');
      if (script.hang) await new Promise((resolve) => setTimeout(resolve, 600_000));
      if (script.crash) process.exit(7);
      if (script.fail) {
        yield { type: 'failed', table: id, error: UpstreamError({ reason: script.fail }) };
        continue;
      }
      if (script.unchanged) {
        yield { type: 'unchanged', table: id };
        continue;
      }
      const columns = [{ name: 'id', type: 'BIGINT' }, { name: 'reads', type: 'BIGINT' }];
      yield { type: 'columns', table: id, columns };
      yield { type: 'rows', table: id, rows: script.rows ?? [] };
      yield { type: 'state', table: id, state: { reads: (state?.reads ?? 0) + 1 } };
    }
  },
});
`;
