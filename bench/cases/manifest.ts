import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { fillLake } from '../fill-lake.ts';
import { type Measured, summaryOf, timed } from '../measured.ts';

const tables = 2_000;
const requests = 200;
const share = 0.95;
const mostMs = 50;
const mostKnownMs = 5;

/** The manifest of 2,000 tables over HTTP: whole, whole after a change, and not changed at all. */
export const manifest: Case = {
  name: 'manifest',
  run: async ({ folder }) => {
    const folders = { config: join(folder, 'manifest.yaml'), data: join(folder, 'manifest') };
    await fillLake(folders.data, tables);
    // JSON is YAML, too.
    await writeFile(folders.config, JSON.stringify(config));
    await using host = await startBenchHost(folders);
    await using stack = new AsyncDisposableStack();
    const agent = new Agent();
    stack.defer(() => agent.close());
    const ask = asker(host, agent);
    const { tag, bytes } = await ask({});
    const [whole, known] = [await times(() => ask({})), await times(() => ask({ 'if-none-match': tag }))];
    return [
      lineOf(`manifest of ${tables} tables`, { taken: whole, most: mostMs, note: `${bytes} bytes, gzip` }),
      lineOf('manifest that did not change', { taken: known, most: mostKnownMs, note: '304' }),
    ];
  },
};

const config = {
  instance: { name: 'Bench' },
  auth: { allowed_domain: '' },
  server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
};

const asker =
  ({ url, token }: BenchHost, dispatcher: Agent) =>
  async (headers: Readonly<Record<string, string>>) => {
    const answer = await request(`${url}/api/sync/manifest`, {
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip', ...headers },
    });
    if (answer.statusCode >= 400) throw new Error(`The manifest answers ${answer.statusCode}`);
    const { byteLength } = await answer.body.arrayBuffer();
    return { tag: String(answer.headers['etag']), bytes: byteLength };
  };

const times = async (work: () => Promise<unknown>): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let count = 0; count < requests; count += 1) taken.push((await timed(work)).ms);
  return taken;
};

const lineOf = (
  name: string,
  { taken, most, note }: { readonly taken: readonly number[]; readonly most: number; readonly note: string },
): Measured => {
  const slow = taken.toSorted((a, b) => a - b)[Math.floor(taken.length * share)] ?? Number.NaN;
  const target = { text: `p95 < ${most} ms`, met: slow < most };
  return { name, unit: 'ms', agnes: summaryOf(taken), target, note: `p95 ${slow.toFixed(1)} ms; ${note}` };
};
