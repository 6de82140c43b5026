import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { runLocally } from './run-locally.ts';

/** `agnes server setup-code`: a new setup code, while there is no administrator. */
export const setupCode = async ({ env, terminal }: Invocation): Promise<number> => {
  const instance = await instanceConfig(basePath(env), env);
  const { code, expiresAt } = await runLocally(instance, { command: 'setup-code' });
  if (code === undefined) {
    terminal.warn('There is an administrator already; sign in as one.');
    return exitCode.failed;
  }
  terminal.print(`${code}\nGood until ${expiresAt}.`);
  return exitCode.ok;
};
