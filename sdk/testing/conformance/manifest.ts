import { readFile } from 'node:fs/promises';
import { type ConnectorContribution, type Manifest, manifestSchema } from '../../manifest.ts';
import { checkerFor } from '../../schema.ts';
import { pluginUnusable } from '../errors.ts';

/** Reads the manifest of a plugin, which must be valid. */
export const manifestIn = async (folder: URL): Promise<Manifest> => {
  const text = await readFile(new URL('agnes.plugin.json', folder), 'utf8');
  const checked = checkerFor(manifestSchema)(JSON.parse(text));
  if (checked.ok) return checked.value;
  throw pluginUnusable({ what: `the manifest is invalid: ${JSON.stringify(checked.faults)}` });
};

/** The connector that the manifest declares. */
export const connectorIn = ({ contributes }: Manifest): ConnectorContribution => {
  const [connector] = contributes.connectors ?? [];
  if (connector) return connector;
  throw pluginUnusable({ what: 'the manifest declares no connector' });
};

/** The form of the settings: that of the connector, else that of the plugin. */
export const formOf = ({ contributes, config }: Manifest): Form => {
  const form = contributes.connectors?.[0]?.config ?? config;
  return form ?? { schema: { type: 'object' } };
};

/** Settings of a connector or of a plugin, as far as they are checked here. */
export interface Form {
  readonly schema: object;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** Settings as the host hands them over: accepted by the schema, and filled in by it. */
export const filledIn = (
  manifest: Manifest,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const { schema } = formOf(manifest);
  const checked = checkerFor(schema)(config);
  if (checked.ok) return Object(checked.value);
  throw pluginUnusable({ what: `its schema refuses the settings: ${JSON.stringify(checked.faults)}` });
};
