import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import { type Config, configSchema } from '../../config/schema.ts';
import { editableSections } from '../settings/sections.ts';
import { finishImport } from '../store/exchange/pending-files.ts';
import { configMissing } from './errors.ts';
import { overlayPath, overlayToBe } from './overlay-to-be.ts';
import { publicUrl } from './public-url.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration a host runs on: the files, with the environment's HOST, PORT, DATA_DIR and SERVER_URL on top. */
export interface InstanceConfig {
  /** The file it was read from. */
  readonly base: string;
  readonly config: Config;
  readonly loaded: LoadedConfig;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Public origin, where the configuration names it. */
  readonly url?: string;
}

/** Reads `base`, then the overlay that administrators change at run time, or what it is about to be. */
export const instanceConfig = async (
  base: string,
  env: Environment,
  text?: string,
): Promise<InstanceConfig> => {
  if (!(await exists(base))) throw configMissing({ file: base });
  const first = await loadConfig({ files: [base], env });
  const dataDir = resolve(env['DATA_DIR'] || first.config.data_dir);
  // What a killed import has left undone would be read as the settings of the state that it replaced.
  await finishImport(join(dataDir, 'state'));
  const file = overlayPath(dataDir);
  const said = text ?? (await overlayToBe(dataDir));
  const overlay = {
    file,
    sections: editableSections(configSchema),
    ...(said !== undefined && { text: said }),
  };
  const isThere = said !== undefined || (await exists(file));
  const loaded = isThere ? await loadConfig({ files: [base], env, overlay }) : first;
  const { server } = loaded.config;
  const url = publicUrl(env, server.url);
  return {
    base,
    config: loaded.config,
    loaded,
    dataDir,
    host: env['HOST'] || server.host,
    port: env['PORT'] ? Number(env['PORT']) : server.port,
    ...(url && { url }),
  };
};

/** Public origin: where people and links reach the host. */
export const originOf = ({ url, config, port }: InstanceConfig): string =>
  url ?? `http://${config.server.hostname}:${port}`;

/** Where the base configuration is when nobody says otherwise. */
export const basePath = (env: Environment): string => resolve(env['AGNES_CONFIG'] || 'config/instance.yaml');

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
