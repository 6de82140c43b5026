import { readFile } from 'node:fs/promises';

/** What is watched, and what happens when it grows too large. */
export interface MemoryWatch {
  readonly pid: number;
  /** Resident bytes, Buffers and native memory included; the heap limit of Node counts neither. */
  readonly limitBytes: number;
  readonly onExceeded: (bytes: number) => void;
}

const everyMs = 500;
/** A short run is over before the first of these looks: one is taken as soon as a child has started. */
const firstMs = 80;
/** x86-64 and arm64 Linux as Node is built for them. */
const pageBytes = 4096;

/** A child whose memory is looked at. */
export interface WatchedMemory extends Disposable {
  /** The most that was seen, in bytes; looks once more. */
  peakBytes(): Promise<number>;
}

/** Looks at a child's resident memory twice a second until disposed of. Does nothing where /proc is missing. */
export const watchMemory = ({ pid, limitBytes, onExceeded }: MemoryWatch): WatchedMemory => {
  let peak = 0;
  const look = async (): Promise<void> => {
    const bytes = await residentBytes(pid);
    peak = Math.max(peak, bytes);
    if (bytes > limitBytes) onExceeded(bytes);
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  const first = setTimeout(() => void look(), firstMs);
  first.unref();
  return {
    peakBytes: async () => Math.max(peak, await residentBytes(pid)),
    [Symbol.dispose]: () => {
      clearTimeout(first);
      clearInterval(timer);
    },
  };
};

const residentBytes = async (pid: number): Promise<number> => {
  try {
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
    return Number(pages) * pageBytes;
  } catch {
    // No /proc on this system, or the child has just gone: nothing to be said either way.
    return 0;
  }
};
