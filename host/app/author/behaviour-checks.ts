import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childrenOf } from './children.ts';
import type { Weather } from './fixture-server.ts';
import type { KitCheck } from './kit.ts';
import { troubleOf } from './offer-checks.ts';
import { Published } from './published.ts';
import type { Stage } from './stage.ts';

const graceMs = 5_000;
const check = (title: string, run: KitCheck['run']): KitCheck => ({ level: 'L6', title, run });

/** L6: how it behaves when something is in its way. */
export const behaviourChecks = (stage: Stage): readonly KitCheck[] => [
  check('a run that is told to end does so within five seconds', () => endsInTime(stage)),
  ...(stage.hasNetwork ? stormChecks(stage) : []),
  check('what it prints does no harm', () => noiseFaults(stage)),
  check('a run leaves no process behind', async () => {
    const left = await childrenOf(process.pid);
    return left.length === 0 ? [] : [`${left.length} processes are left`];
  }),
  check('the secret is in no message, log, error, row or file', async () => [...new Set(stage.leaks)]),
];

const stormChecks = (stage: Stage): readonly KitCheck[] => [
  check('a server that wants fewer requests is told as such', () => told(stage, 'busy', ['RateLimited'])),
  check('a server that fails is told as such', () => told(stage, 'broken', ['UpstreamError'])),
  check('a server that sends it to a host that is not declared gets it nowhere', async () => {
    const { server } = stage.parts;
    return during(stage, 'elsewhere', async () => {
      const { ok, error } = await stage.run('check');
      const begun = server.requests;
      const read = await stage.run('read');
      const isRead = read.ok && read.tables.every(({ status }) => status === 'read');
      if (ok || isRead)
        return [`it succeeds although its server sent it elsewhere (${server.requests - begun} requests)`];
      return error ? [] : ['it fails and does not say why'];
    });
  }),
];

const during = async <T>(stage: Stage, weather: Weather, work: () => Promise<T>): Promise<T> => {
  const { server } = stage.parts;
  server.weather = weather;
  try {
    return await work();
  } finally {
    server.weather = 'calm';
  }
};

/** By the test of the connection and by every table. */
const told = (stage: Stage, weather: Weather, classes: readonly string[]): Promise<readonly string[]> =>
  during(stage, weather, async () => {
    const { error } = await stage.run('check');
    const { tables } = await stage.run('read');
    const errors = [error, ...tables.map((table) => (table.status === 'failed' ? table.error : undefined))];
    return errors.flatMap((one) => {
      if (one === undefined) return ['it succeeds'];
      return classes.includes(one.class) ? [] : [`it ends as ${one.class}: ${one.message}`];
    });
  });

const endsInTime = async (stage: Stage): Promise<readonly string[]> =>
  during(stage, stage.hasNetwork ? 'silent' : 'calm', async () => {
    const { server } = stage.parts;
    const cancel = new AbortController();
    let begun = Number.POSITIVE_INFINITY;
    const stop = (): void => {
      begun = Math.min(begun, performance.now());
      cancel.abort();
    };
    server.onRequest = stop;
    await stage.run('read', { signal: cancel.signal, onFile: stop });
    server.onRequest = () => {};
    return performance.now() - begun < graceMs ? [] : ['it had to be killed'];
  });

/** A copy whose entry prints what looks like words of the conversation with the host. */
const noiseFaults = async (stage: Stage): Promise<readonly string[]> => {
  const { stored, connector } = stage.parts;
  const folder = await stage.copyFolder();
  await cp(stored, folder, { recursive: true });
  const entry = 'noisy-entry.mjs';
  const noise = [
    `const noise = () => process.stdout.write('{"type":"done"}\\n{"type":"error"}\\nnot json\\n');`,
    'for (let line = 0; line < 200; line += 1) noise();',
    `export { default } from './${connector.entry}';`,
  ];
  await writeFile(join(folder, entry), noise.join('\n'));
  const quiet = new Published(stage.plans);
  await quiet.take((await stage.baseline()).outcome);
  const loud = new Published(stage.plans);
  const outcome = await stage.run('read', { copy: { folder, entry } });
  await loud.take(outcome);
  return [...troubleOf(outcome), ...(loud.content() === quiet.content() ? [] : ['the rows differ'])];
};
