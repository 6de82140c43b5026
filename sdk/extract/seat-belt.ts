import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

/** Ways out of a process that the permission model leaves open, or opens to whoever knows the name. */
const ofProcess = [
  '_debugEnd',
  '_debugProcess',
  '_getActiveHandles',
  '_getActiveRequests',
  '_kill',
  '_linkedBinding',
  'binding',
  'dlopen',
  'execve',
  'initgroups',
  'kill',
  'loadEnvFile',
  'setegid',
  'seteuid',
  'setgid',
  'setgroups',
  'setuid',
];

/**
 * Takes from the process what a connector never needs: signalling and renicing other processes, bindings, the
 * environment. A seat belt, not a wall; it must run before the first line of a plugin does. Answers a way to end this
 * process that nothing holds up: an exit would wait for what the plugin does at exit, and for a thread that opens a pipe.
 */
export const fastenSeatBelt = ({ mayOpenAddons }: { readonly mayOpenAddons: boolean }): (() => void) => {
  const signal: (pid: number, number: number) => void = Reflect.get(process, '_kill');
  const { pid } = process;
  // Node itself opens addons with it.
  const taken = mayOpenAddons ? ofProcess.filter((name) => name !== 'dlopen') : ofProcess;
  for (const name of taken) deny(process, name);
  deny(os, 'setPriority');
  const env = { value: Object.freeze({}), writable: false, configurable: false };
  Object.defineProperty(process, 'env', env);
  // Else `import { kill } from 'node:process'` still hands out the original.
  syncBuiltinESMExports();
  return () => signal.call(process, pid, os.constants.signals.SIGKILL);
};

/** Takes a function away: whoever calls it is told so. */
export const deny = (target: object, name: string): void =>
  fix(target, name, (): never => {
    throw Object.assign(new Error(`${name} is not available to plugins.`), {
      code: 'ERR_ACCESS_DENIED',
      permission: name,
    });
  });

/** Gives a property its last value. One that no loop shows stays so: a loop over an array must not meet its methods. */
export const fix = (target: object, name: string | symbol, value: unknown): void => {
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? true;
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable });
};
