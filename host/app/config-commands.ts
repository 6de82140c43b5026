import { type ConfigKey, configKeys } from '../../config/explain.ts';
import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';

/** `agnes config check`: reads the configuration as the host would and starts nothing. */
export const checkConfig = async ({ env, terminal }: Invocation): Promise<number> => {
  const file = basePath(env);
  await instanceConfig(file, env);
  terminal.print(`${file} is valid.`);
  return exitCode.ok;
};

/** `agnes config explain [key]`: what a key means, its default, and where its value comes from. */
export const explainConfig = async ({ args: [wanted], env, terminal }: Invocation): Promise<number> => {
  const keys = configKeys().filter(
    ({ key }) => wanted === undefined || key === wanted || key.startsWith(`${wanted}.`),
  );
  if (keys.length === 0) {
    terminal.warn(`There is no key "${wanted}". \`agnes config explain\` lists all.`);
    return exitCode.badArguments;
  }
  const origin = await originsIn(env);
  for (const key of keys) terminal.print(lineOf(key, origin));
  return exitCode.ok;
};

const originsIn = async (env: Invocation['env']): Promise<(key: string) => string> => {
  try {
    const { loaded } = await instanceConfig(basePath(env), env);
    return (key) => ` [${loaded.originOf(key)}]`;
  } catch {
    // Explaining works without a configuration; then there is no origin to tell.
    return () => '';
  }
};

const lineOf = (
  { key, type, required, default: value, description }: ConfigKey,
  origin: (key: string) => string,
): string => {
  const fallback = value === undefined ? '' : `, default ${JSON.stringify(value)}`;
  return `${key} (${type}${required ? ', required' : fallback})${origin(key)}\n  ${description}`;
};
