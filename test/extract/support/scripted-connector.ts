/** What the scripted connector does with a table. */
export interface TableScript {
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  /** Absent: `id` and `reads`. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly mode?: 'replace' | 'append' | 'merge';
  readonly deletes?: readonly Readonly<Record<string, unknown>>[];
  /** Of all rows there are, where they are asked for. */
  readonly keys?: readonly number[];
  readonly cursor?: string;
  readonly fail?: string;
  /** Seconds a failing source wants to be left alone. */
  readonly retryAfter?: number;
  readonly unchanged?: true;
  /** Never answers, and ignores being asked to stop. */
  readonly hang?: true;
  /** Ends the process. */
  readonly crash?: true;
}

/** Its manifest: the script is among the limits of a source, as another one is no other system. */
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
          schema: {
            type: 'object',
            properties: {
              limits: { type: 'object' },
              host: { type: 'string' },
              auto_discover: { type: 'boolean' },
            },
            additionalProperties: false,
          },
        },
      },
    ],
  },
};

/** Its code. As state it counts how often a table was read. */
export const scriptedConnector = `
import { writeFile } from 'node:fs/promises';
import { defineConnector, UpstreamError } from '@agnes/sdk/connector';
export default defineConnector({
  check: async () => {},
  discover: async function* ({ config }) {
    yield* config.limits?.offers ?? [];
    if (config.limits?.offersFail) throw UpstreamError({ reason: config.limits.offersFail });
  },
  read: async function* ({ tables, config, log, staging }) {
    for (const { id, name, state, fullRefresh, compareKeys } of tables) {
      const script = config.limits.tables?.[name] ?? {};
      log(name + (fullRefresh ? ' whole' : ' changes') + (state ? ' remembered' : '') + (compareKeys ? ' keys' : ''));
      if (script.hang) log(name + ' hangs');
      if (script.hang) await new Promise((resolve) => setTimeout(resolve, 600_000));
      if (script.crash) process.exit(7);
      if (script.fail) {
        yield { type: 'failed', table: id, error: UpstreamError({ reason: script.fail, retryAfter: script.retryAfter }) };
        continue;
      }
      if (script.unchanged) {
        yield { type: 'unchanged', table: id };
        continue;
      }
      const columns = script.columns ?? [{ name: 'id', type: 'BIGINT' }, { name: 'reads', type: 'BIGINT' }];
      if (script.mode) yield { type: 'mode', table: id, mode: script.mode };
      yield { type: 'columns', table: id, columns };
      yield { type: 'rows', table: id, rows: script.rows ?? [] };
      if (script.deletes) yield { type: 'deletes', table: id, rows: script.deletes };
      if (compareKeys && script.keys) {
        const path = staging + '/keys.csv';
        await writeFile(path, script.keys.map((key) => key + '\\n').join(''));
        const format = { kind: 'csv', dialect: 'copy', columns: [{ name: 'id', type: 'BIGINT' }] };
        yield { type: 'keys', table: id, path, format };
      }
      const cursor = script.cursor ? { cursor: script.cursor } : {};
      yield { type: 'state', table: id, state: { reads: (state?.reads ?? 0) + 1 }, ...cursor };
    }
  },
});
`;
