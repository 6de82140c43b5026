import { exitCode } from './exit-code.ts';
import { guardProcess } from './guards.ts';
import { startHost } from './host.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { jsonLog } from './log.ts';
import { untilStopped } from './until-stopped.ts';

/** `npm start`: serves the instance of config/instance.yaml until it is told to stop; `--safe-mode` loads bundled plugins only. */
export const serve = async ({ args, env, terminal }: Invocation): Promise<number> => {
  const instance = await instanceConfig(basePath(env), env);
  const log = jsonLog(terminal.warn, Date.now);
  using _guard = guardProcess(log);
  await using host = await startHost({ instance, env, log, safeMode: args.includes('--safe-mode') });
  terminal.print(`Agnes ${host.version} serves ${host.url}`);
  if (host.setupCode) {
    terminal.print(
      `No administrator yet. Setup code, good until ${host.setupCode.expiresAt.toISOString()}: ${host.setupCode.code}`,
    );
  }
  await untilStopped();
  return exitCode.ok;
};
