import '../../kernel/resolve-sdk.ts';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '@agnes/sdk';
import type { OpenPlugin } from './open-plugin.ts';

const settingsFile = 'settings.ts';

/** What `settings.ts` says, as plain JSON; nothing where there is no such file. */
const declaredSettings = async ({ folder, tree }: OpenPlugin): Promise<unknown> => {
  if (!tree.files.has(settingsFile)) return undefined;
  const module: { readonly settings?: unknown } = await import(
    pathToFileURL(join(folder, settingsFile)).href
  );
  return module.settings === undefined ? undefined : JSON.parse(JSON.stringify(module.settings));
};

/** What of the manifest holds the settings: its only connector, else the plugin. */
const formOf = ({ contributes, config }: Manifest) => contributes.connectors?.[0]?.config ?? config;

/** The manifest with the schema of `settings.ts`; nothing where it has that one already. */
export const manifestWithSettings = async (plugin: OpenPlugin): Promise<Manifest | undefined> => {
  const { manifest } = plugin;
  const declared = await declaredSettings(plugin);
  const form = formOf(manifest);
  if (declared === undefined || isDeepStrictEqual(declared, form?.schema)) return undefined;
  const { version = 1 } = form ?? {};
  const copy: Manifest = structuredClone(manifest);
  const [connector] = copy.contributes.connectors ?? [];
  // It was made by the builders of schemas; a manifest that is wrong in the end is refused when it is read again.
  const schema = declared as { type: 'object' };
  if (connector) Object.assign(connector.config, { version, schema });
  else Object.assign(copy, { config: { ...copy.config, version, schema } });
  return copy;
};
