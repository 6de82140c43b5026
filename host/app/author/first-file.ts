import { watch } from 'node:fs';

/** Calls when the first file comes into a folder; until then it can be disposed of. */
export const onFirstFile = (folder: string, call: () => void): Disposable => {
  const watcher = watch(folder, () => {
    watcher.close();
    call();
  });
  return { [Symbol.dispose]: () => watcher.close() };
};
