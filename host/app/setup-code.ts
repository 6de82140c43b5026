import { exitCode } from './exit-code.ts';
import { startHost } from './host.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { jsonLog } from './log.ts';

/** `agnes server setup-code`: a new setup code, for a host that is stopped and has no administrator. */
export const setupCode = async ({ env, terminal }: Invocation): Promise<number> => {
  const instance = await instanceConfig(basePath(env), env);
  const log = jsonLog(terminal.warn, Date.now);
  await using host = await startHost({ instance: { ...instance, host: '127.0.0.1', port: 0 }, env, log });
  if (!host.setupCode) {
    terminal.warn('There is an administrator already; sign in as one.');
    return exitCode.failed;
  }
  terminal.print(`${host.setupCode.code}\nGood until ${host.setupCode.expiresAt.toISOString()}.`);
  return exitCode.ok;
};
