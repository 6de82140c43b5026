import { watch } from 'node:fs/promises';

/** Starts to watch a folder and all below it; resolves when something whose path matches appears. */
export const untilFile = async (folder: string, path: RegExp): Promise<void> => {
  for await (const { filename } of watch(folder, { recursive: true })) {
    if (filename !== null && path.test(filename)) return;
  }
};
