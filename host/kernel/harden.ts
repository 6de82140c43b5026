import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import { attributionNow } from './attribution.ts';
import { runningNameOf } from './endings.ts';
import { notForPlugins } from './hostile-errors.ts';
import { whileRunning } from './running-now.ts';

/**
 * Takes from code of plugins inside this process what would change or end it for everybody: the ways to end it, the
 * guards of stray errors, the globals, and the objects that all others inherit from. A seat belt, not a wall: whoever
 * means harm has other ways. Done once, before the first plugin from outside is loaded; the host itself loses nothing.
 */
export const hardenProcess = (): void => {
  if (isHard) return;
  isHard = true;
  ownListeners();
  for (const name of ['exit', 'reallyExit', 'abort', 'kill', 'chdir', 'execve', 'umask'])
    keepFromPlugins(process, name, `process.${name}`);
  for (const name of ['off', 'removeListener', 'removeAllListeners', 'setUncaughtExceptionCaptureCallback'])
    keepFromPlugins(process, name, `process.${name}`);
  for (const name of ['end', 'destroy']) keepFromPlugins(process.stderr, name, `stderr.${name}`);
  ownTimers();
  for (const name of globals) settle(globalThis, name);
  for (const shared of frozen) Object.freeze(shared);
  // Objects of one's own may be given any of these; that is why they are not frozen as well.
  for (const shared of closed) Object.preventExtensions(shared);
  syncBuiltinESMExports();
};

let isHard = false;

const globals = [
  'process',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'queueMicrotask',
  'structuredClone',
  'Buffer',
  'URL',
  'AbortController',
  'AbortSignal',
  'Object',
  'Array',
  'String',
  'Number',
  'Promise',
  'Map',
  'Set',
  'RegExp',
  'Date',
  'Error',
  'JSON',
  'Math',
  'Reflect',
  'Symbol',
] as const;

const frozen: readonly object[] = [
  JSON,
  Reflect,
  Math,
  Promise,
  Promise.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  RegExp.prototype,
  String.prototype,
  Number.prototype,
  Date.prototype,
  AbortSignal.prototype,
  console,
];

const closed: readonly object[] = [Object, Object.prototype, Function.prototype, Error.prototype, Array];

/** The property stays what it is now, whoever writes to it. */
const settle = (target: object, name: string): void => {
  const value: unknown = Reflect.get(target, name);
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: false });
};

/** Code of the host, and of what ships with it, goes on as before. */
const keepFromPlugins = (target: object, name: string, what: string): void => {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return;
  const guarded = function (this: unknown, ...args: readonly unknown[]): unknown {
    const caller = attributionNow();
    if (caller?.outside) throw notForPlugins({ plugin: caller.plugin, what });
    return Reflect.apply(original, this, args);
  };
  Object.defineProperty(target, name, { value: guarded, writable: false, configurable: false });
};

/** Has what a plugin does later known by whose it is, and what it repeats end with the plugin. */
const ownTimers = (): void => {
  for (const name of ['setInterval', 'setTimeout'] as const) {
    const original: Timer = timers[name];
    const owned = (callback: Callback, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
      const caller = attributionNow();
      if (!caller?.outside || typeof callback !== 'function') return original(callback, ms, ...args);
      const named = function (this: unknown, ...given: unknown[]): unknown {
        return whileRunning(runningNameOf(caller), () => Reflect.apply(callback, this, given));
      };
      const timer = original(named, ms, ...args);
      if (name === 'setInterval') caller.outside.interval(timer);
      return timer;
    };
    // What `promisify` finds stays with the function.
    for (const key of Object.getOwnPropertySymbols(original))
      Object.defineProperty(owned, key, Object.getOwnPropertyDescriptor(original, key) ?? {});
    for (const target of [timers, globalThis]) Reflect.set(target, name, owned);
  }
};

type Callback = (...args: unknown[]) => unknown;
type Timer = (callback: Callback, ms?: number, ...args: unknown[]) => NodeJS.Timeout;

/** The same for what it listens to. */
const ownListeners = (): void => {
  const off = process.off.bind(process);
  for (const name of ['on', 'addListener', 'prependListener', 'once'] as const) {
    const original: unknown = Reflect.get(process, name);
    if (typeof original !== 'function') continue;
    const owned = (event: string, listener: () => void): unknown => {
      attributionNow()?.outside?.other(() => off(event, listener));
      return Reflect.apply(original, process, [event, listener]);
    };
    Object.defineProperty(process, name, { value: owned, writable: false, configurable: false });
  }
};
