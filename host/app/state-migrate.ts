import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spaceOf } from '../store/free-space.ts';
import { lockFolder } from '../store/lock-file.ts';
import { appliedIn } from '../store/migrate/applied-in.ts';
import { spaceFor } from '../store/migrate/copy-database.ts';
import { migrateFile } from '../store/migrate/migrate-file.ts';
import { stepName } from '../store/migrate/migration.ts';
import { pendingSteps } from '../store/migrate/pending-steps.ts';
import { migrations } from '../store/migrations.ts';
import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { hostVersion } from './version.ts';

/** `agnes server migrate [--plan]`: what the next start would do with the database, or does it now. */
export const stateMigrate = async ({ args, env, terminal }: Invocation): Promise<number> => {
  const { dataDir } = await instanceConfig(basePath(env), env);
  const folder = join(dataDir, 'state');
  const path = join(folder, 'system.duckdb');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using _lock = await lockFolder(folder);
  const applied = await appliedIn(path);
  const steps = await pendingSteps(path, applied, migrations);
  if (steps.length === 0) {
    terminal.print(`Nothing to do: ${path} is of version ${applied.at(-1)?.version}.`);
    return exitCode.ok;
  }
  for (const step of steps) terminal.print(`${stepName(step)}  ${step.summary}`);
  if (args.includes('--plan')) {
    const needed = applied.length > 0 ? await spaceFor(path) : 0;
    terminal.print(`Needs ${needed} bytes beside it, ${(await spaceOf(folder)).free} are free.`);
    return exitCode.ok;
  }
  await migrateFile({ folder, now: Date.now, hostVersion: await hostVersion(), migrations });
  terminal.print(`Done: ${path} is of version ${steps.at(-1)?.version}.`);
  return exitCode.ok;
};
