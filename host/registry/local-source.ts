import type { KnownConnector } from './source.ts';

/** Type of the sources that no plugin reads: somebody else writes their extract, the host takes it up. */
export const localType = 'local';

const noSettings = { type: 'object', additionalProperties: false } as const;

/** What stands in the place of a connector for them. They have no settings. */
export const localSource: KnownConnector = {
  type: localType,
  plugin: 'agnes/host',
  manifest: {},
  // Its tables may lie elsewhere; nobody runs a query for it.
  contribution: { queryModes: ['local', 'remote'], config: { version: 1, schema: noSettings } },
};
