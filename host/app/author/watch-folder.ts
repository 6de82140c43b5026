import { watch } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';

/** What an editor writes at once is one change. */
const quietMs = 60;

/** Calls at once, then whenever something in a folder or below has changed, never twice at a time, until the signal. */
export const onChange = async (
  folder: string,
  signal: AbortSignal,
  changed: () => Promise<void>,
): Promise<void> => {
  let isDue = false;
  const call = async (): Promise<void> => {
    await after(quietMs);
    isDue = false;
    if (!signal.aborted) await changed();
  };
  let running = changed();
  try {
    for await (const { filename } of watch(folder, { recursive: true, signal })) {
      if (isDue || filename?.startsWith('.git')) continue;
      isDue = true;
      running = running.then(call);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await running;
};
