import type { PlatformError } from '@agnes/sdk';
import { watchMemory } from './child-memory.ts';
import { outOfMemory, runSilent } from './connector-run-errors.ts';
import { baseMb, checkOutput, limitsOf, whenIdle } from './connector-run-limits.ts';
import type { ConnectorOrder } from './connector-run-order.ts';

/** What is watched for as long as an engine is kept. */
export interface WatchedEngine {
  readonly order: Pick<ConnectorOrder, 'plugin' | 'staging' | 'limits'>;
  readonly pid: number;
  readonly end: (error: PlatformError) => void;
}

/** Watches silence, memory and output until disposed of. How long a question may take is the asker's to say. */
export interface EngineWatch extends Disposable {
  /** The child gave a sign of life. */
  alive(): void;
}

const outputEveryMs = 1_000;
const megabyte = 1024 * 1024;

/** Starts watching a kept child. Its timers keep no process alive. */
export const watchEngine = ({ order, pid, end }: WatchedEngine): EngineWatch => {
  const { plugin } = order.plugin;
  const { memoryMb, silenceSec } = limitsOf(order.limits, order.plugin.manifest);
  const silent = setTimeout(() => end(runSilent({ plugin, seconds: silenceSec })), silenceSec * 1000).unref();
  const memory = watchMemory({
    pid,
    limitBytes: (memoryMb + baseMb) * megabyte,
    onExceeded: () => end(outOfMemory({ plugin, limitMb: memoryMb })),
  });
  const measure = whenIdle(() => checkOutput(order).catch((error) => end(error)));
  const output = setInterval(measure, outputEveryMs).unref();
  return {
    alive: () => void silent.refresh(),
    [Symbol.dispose]: () => {
      memory[Symbol.dispose]();
      for (const timer of [silent, output]) clearTimeout(timer);
    },
  };
};
