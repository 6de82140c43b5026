import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { inRounds, type Measured, summaryOf, timed } from '../measured.ts';

const heavy = 8;
const small = 200;
const mostMs = 300;
const cancelMs = 1_000;
const endless = 'select count(*) from flights_3m a, range(100000) b where a.delay + b.range > 0';
const point = "select name, city from airports where iata = 'JFK'";

/** Small queries while heavy ones run in the background, and how soon a heavy one that is not wanted has ended. */
export const heavyLoad: Case = {
  name: 'heavy-load',
  run: async (bench) => {
    await using host = await startBenchHost(await bench.filled());
    const alone = await inRounds(bench.rounds, () => smallOnes(host));
    const jobs = await Promise.all(Array.from({ length: heavy }, () => submit(host)));
    const [first = ''] = jobs;
    await untilState(host, first, 'running');
    const beside = await inRounds(bench.rounds, () => smallOnes(host));
    const cancelled: number[] = [];
    for (const job of jobs) cancelled.push(await cancel(host, job));
    return [besideLine(alone.flat(), beside.flat()), cancelLine(cancelled)];
  },
};

const smallOnes = async (host: BenchHost): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let count = 0; count < small; count += 1) {
    taken.push((await timed(() => host.ask('POST', '/api/query', { sql: point }))).ms);
  }
  return taken;
};

const submit = async (host: BenchHost): Promise<string> => {
  const { job_id: id } = (await host.ask('POST', '/api/query/jobs', { sql: endless })) as {
    readonly job_id: string;
  };
  return id;
};

const untilState = async (host: BenchHost, job: string, wanted: string): Promise<void> => {
  for (;;) {
    const { status } = (await host.ask('GET', `/api/query/jobs/${job}`)) as { readonly status: string };
    if (status === wanted) return;
    await pause(20);
  }
};

/** Milliseconds until it is over; each one is running when its turn comes. */
const cancel = async (host: BenchHost, job: string): Promise<number> => {
  await untilState(host, job, 'running');
  const { ms } = await timed(async () => {
    await host.ask('DELETE', `/api/query/jobs/${job}`);
    await untilState(host, job, 'cancelled');
  });
  return ms;
};

const besideLine = (alone: readonly number[], beside: readonly number[]): Measured => {
  const slowest = beside.toSorted((a, b) => a - b)[Math.floor(beside.length * 0.99)] ?? Number.NaN;
  return {
    name: `small query beside ${heavy} heavy ones in the background`,
    unit: 'ms',
    agnes: summaryOf(beside),
    reference: { what: 'without them', ...summaryOf(alone) },
    target: { text: `99 of 100 < ${mostMs} ms`, met: slowest < mostMs },
    note: `99 of 100 within ${Math.round(slowest)} ms`,
  };
};

const cancelLine = (taken: readonly number[]): Measured => {
  const agnes = summaryOf(taken);
  return {
    name: 'heavy query, from being cancelled until it is over',
    unit: 'ms',
    agnes,
    target: { text: `< ${cancelMs} ms, largest`, met: agnes.max < cancelMs },
  };
};
