import type { ChildProcess } from 'node:child_process';

/** What a server writes while it runs. */
export interface ServerLog {
  /** What matches, once it is there. */
  until(pattern: RegExp): Promise<string>;
  /** All of it so far. */
  text(): string;
}

/** Listens to a server from its start on. */
export const logOf = ({ stderr }: ChildProcess): ServerLog => {
  let text = '';
  const waiting = new Set<() => void>();
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (const look of [...waiting]) look();
  });
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const [found] = pattern.exec(text) ?? [];
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { until, text: () => text };
};
