import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Preloaded into a program: kills it, without a chance to tidy up, before the call with the number in `DIE_AT_CALL` of
 * those that change what lies on disk.
 */
let left = Number(process.env['DIE_AT_CALL']);
// Only this program dies, not those that it starts.
delete process.env['NODE_OPTIONS'];

const changing = ['cp', 'mkdir', 'rename', 'rm', 'symlink'] as const;
const isOfUpdate = (args: readonly unknown[]): boolean => args.some((arg) => /agnes/.test(String(arg)));

for (const name of changing) {
  const real: unknown = Reflect.get(promises, name);
  Reflect.set(promises, name, (...args: readonly unknown[]) => {
    if (isOfUpdate(args)) left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(Object(real), promises, args);
  });
}
syncBuiltinESMExports();
