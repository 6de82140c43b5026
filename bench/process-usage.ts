import { readFile, writeFile } from 'node:fs/promises';

/** What a process and those it started have used of the processors, in milliseconds. */
export interface CpuTime {
  readonly own: number;
  readonly children: number;
}

/** Reads /proc: Linux only, in steps of 10 ms. Children that have ended are not counted. */
export const cpuTime = async (pid: number): Promise<CpuTime> => {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const times = await Promise.all(listed.trim().split(' ').filter(Boolean).map(ownCpuTime));
  return { own: await ownCpuTime(pid), children: times.reduce((sum, time) => sum + time, 0) };
};

/** Milliseconds of the processors that a process has used, and those of its children that have ended, in steps of 10 ms. */
export const spentCpu = async (pid: number): Promise<number> => ticksOf((await statOf(pid)).slice(11, 15));

// The name of the program, in parentheses, may hold spaces; what follows it is counted from 3.
const statOf = async (pid: number | string): Promise<readonly string[]> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

const ownCpuTime = async (pid: number | string): Promise<number> =>
  ticksOf((await statOf(pid)).slice(11, 13));

const ticksOf = (fields: readonly string[]): number =>
  fields.reduce((sum, ticks) => sum + Number(ticks), 0) * 10;

/** Begins a new peak of resident memory. */
export const resetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');

/** The most resident memory of a process since its start or the reset, in MiB. */
export const peakMib = async (pid: number): Promise<number> => {
  const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
};
