import { checkerFor, type Fault } from '@agnes/sdk';
import { type ConfigFault, configInvalid } from './errors.ts';
import { type Environment, interpolate, type MissingVariable } from './interpolate.ts';
import { merge } from './merge.ts';
import { networkFaults } from './network-faults.ts';
import { type Config, configSchema } from './schema.ts';
import { parseYaml, readYamlFile, type YamlFile } from './yaml-file.ts';

/** Which files make up the configuration, later ones winning, and the environment `${NAME}` is read from. */
export interface ConfigSources {
  readonly files: readonly string[];
  readonly env: Environment;
  /** What administrators change at run time, above all files. */
  readonly overlay?: Overlay;
}

/** The file that administrators change at run time. It may say less than the others. */
interface Overlay {
  readonly file: string;
  /** Read in place of the file: what is about to be written. */
  readonly text?: string;
  /** Sections it may hold. */
  readonly sections: readonly string[];
}

/** The configuration together with where each value came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** The file that set this dotted key, or `default`. */
  originOf(key: string): string;
}

const check = checkerFor(configSchema, { compiled: 'later' });

/** Loads and checks the configuration. Throws `config_invalid` with every fault of every file. */
export const loadConfig = async ({ files, env, overlay }: ConfigSources): Promise<LoadedConfig> => {
  const base = await Promise.all(files.map(async (file) => layerOf(await readYamlFile(file), env)));
  const layers = overlay ? [...base, await readOverlay(overlay, base, env)] : base;
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

const readOverlay = async (
  { file, text, sections }: Overlay,
  base: readonly Layer[],
  env: Environment,
): Promise<Layer> => {
  const yaml = text === undefined ? await readYamlFile(file) : parseYaml(text, file);
  const layer = layerOf(yaml, env, variablesIn(base));
  const beyond = Object.keys(Object(yaml.value)).filter((key) => !sections.includes(key));
  return { ...layer, faults: [...layer.faults, ...beyond.map((key) => beyondFault(yaml, key))] };
};

/** `overlay.variables` of the files below. Whether it is what it should be is said with everything else. */
const variablesIn = (base: readonly Layer[]): ReadonlySet<string> => {
  const merged = base.reduce<unknown>((below, { value }) => merge(below, value), {});
  const { variables } = Object(Object(merged)['overlay']) as { readonly variables?: unknown };
  return new Set(Array.isArray(variables) ? variables.map(String) : []);
};

const beyondFault = (yaml: YamlFile, key: string): ConfigFault => ({
  file: yaml.file,
  ...lineIn(yaml, [key]),
  key,
  message: 'is not a section that can be changed at run time',
  fix: 'Put it into instance.yaml.',
});

const layerOf = (yaml: YamlFile, env: Environment, allowed?: ReadonlySet<string>): Layer => {
  const { value, missing } = interpolate(yaml.value, env, allowed);
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
  ...variableWords[reason](name),
});

const variableWords: Readonly<
  Record<MissingVariable['reason'], (name: string) => Pick<ConfigFault, 'message' | 'fix'>>
> = {
  unset: (name) => ({ message: `\${${name}} is not set`, fix: `Set the environment variable ${name}.` }),
  reserved: (name) => ({
    message: `\${${name}} is a secret of the host and is never read here`,
    fix: 'Use another variable.',
  }),
  not_allowed: (name) => ({
    message: `\${${name}} may not be named here`,
    fix: 'Write the value itself, or let instance.yaml list the variable under `overlay.variables`.',
  }),
};

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
