import { checkerFor, type Fault } from '@agnes/sdk';
import { type ConfigFault, configInvalid } from './errors.ts';
import { type Environment, interpolate, type MissingVariable } from './interpolate.ts';
import { merge } from './merge.ts';
import { networkFaults } from './network-faults.ts';
import { type Config, configSchema } from './schema.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

/** Which files make up the configuration, later ones winning, and the environment `${NAME}` is read from. */
export interface ConfigSources {
  readonly files: readonly string[];
  readonly env: Environment;
}

/** The configuration together with where each value came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** The file that set this dotted key, or `default`. */
  originOf(key: string): string;
}

const check = checkerFor(configSchema);

/** Loads and checks the configuration. Throws `config_invalid` with every fault of every file. */
export const loadConfig = async ({ files, env }: ConfigSources): Promise<LoadedConfig> => {
  const layers = await Promise.all(files.map((file) => readLayer(file, env)));
  const checked = check(layers.reduce<unknown>((below, { value }) => merge(below, value), {}));
  const faults = [
    ...layers.flatMap((layer) => layer.faults),
    ...(checked.ok ? networkFaults(checked.value) : checked.faults).map((fault) => faultOf(fault, layers)),
  ];
  if (!checked.ok || faults.length > 0) throw configInvalid({ faults });
  return { config: deepFreeze(checked.value), originOf: (key) => originOf(key, layers) };
};

interface Layer {
  readonly yaml: YamlFile;
  readonly value: unknown;
  readonly faults: readonly ConfigFault[];
}

const readLayer = async (file: string, env: Environment): Promise<Layer> => {
  const yaml = await readYamlFile(file);
  const { value, missing } = interpolate(yaml.value, env);
  return {
    yaml,
    value,
    faults: [...yaml.faults, ...missing.map((variable) => missingFault(yaml, variable))],
  };
};

const missingFault = (yaml: YamlFile, { path, name, reason }: MissingVariable): ConfigFault => ({
  file: yaml.file,
  ...lineIn(yaml, path),
  key: path.join('.'),
  message:
    reason === 'unset'
      ? `\${${name}} is not set`
      : `\${${name}} is a secret of the host and is never read here`,
  fix: reason === 'unset' ? `Set the environment variable ${name}.` : 'Use another variable.',
});

const faultOf = ({ loc, msg, type }: Fault, layers: readonly Layer[]): ConfigFault => {
  const path = loc.split('/').filter((part) => part !== '');
  const missing = /^"(.+)" is missing$/.exec(msg)?.[1];
  const key = [...path, ...(missing === undefined ? [] : [missing])].join('.');
  const layer = layers.findLast(({ yaml }) => yaml.lineOf(pathIn(path)) !== undefined) ?? layers[0];
  return {
    file: layer?.yaml.file ?? '(no file)',
    ...(layer && lineIn(layer.yaml, pathIn(path))),
    key: key === '' ? '(top level)' : key,
    message: missing === undefined ? msg : 'is missing',
    fix: fixFor(type, key),
  };
};

const fixFor = (type: string, key: string): string => {
  if (type === 'required') return `Add ${key}; \`agnes config explain ${key}\` says what it means.`;
  if (type === 'additionalProperties') return 'Remove or correct the key.';
  return `\`agnes config explain ${key}\` says what is allowed.`;
};

const pathIn = (path: readonly string[]): (string | number)[] =>
  path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));

const lineIn = (yaml: YamlFile, path: readonly (string | number)[]): { line?: number } => {
  const line = yaml.lineOf(path);
  return line === undefined ? {} : { line };
};

const originOf = (key: string, layers: readonly Layer[]): string => {
  const path = key.split('.');
  return layers.findLast(({ value }) => has(value, path))?.yaml.file ?? 'default';
};

const has = (value: unknown, [first, ...rest]: readonly string[]): boolean => {
  if (first === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return false;
  // Checked above: the key is there.
  return has((value as Record<string, unknown>)[first], rest);
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
};
