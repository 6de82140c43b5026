import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Preloaded into a program: kills it, without a chance to tidy up, before the call with the number in `DIE_AT_CALL` of
 * those that change what lies on disk.
 */
let left = Number(process.env['DIE_AT_CALL']);

const changing = ['cp', 'mkdir', 'rename', 'rm', 'symlink'] as const;
const isOfUpdate = (args: readonly unknown[]): boolean => args.some((arg) => String(arg).includes('agnes-update'));

for (const name of changing) {
  const real: (...args: readonly unknown[]) => Promise<unknown> = Reflect.get(promises, name);
  Reflect.set(promises, name, (...args: readonly unknown[]) => {
    if (isOfUpdate(args)) left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  });
}
syncBuiltinESMExports();
