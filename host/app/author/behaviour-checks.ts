import { cp, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readTree, treeHash } from '../../kernel/tree.ts';
import { childrenOf } from './children.ts';
import type { KitCheck } from './kit.ts';
import { troubleOf } from './offer-checks.ts';
import { Published } from './published.ts';
import type { Stage } from './stage.ts';
import { during, stormChecks } from './storm-checks.ts';

const graceMs = 5_000;
const check = (title: string, run: KitCheck['run']): KitCheck => ({ level: 'L6', title, run });

/** L6: how it behaves when something is in its way. */
export const behaviourChecks = (stage: Stage): readonly KitCheck[] => [
  check('a run that is told to end does so within five seconds', () => endsInTime(stage)),
  check('a read stays within the memory that it may use', () => memoryFaults(stage)),
  ...(stage.hasNetwork ? stormChecks(stage) : []),
  check('what it prints does no harm', () => noiseFaults(stage)),
  check('a run leaves no process behind', async () => {
    const left = await childrenOf(process.pid);
    return left.length === 0 ? [] : [`${left.length} processes are left`];
  }),
  check('its own files are what they were', async () => {
    const { stored } = stage.parts;
    const hash = await treeHash(await readTree(stored, 'refuse'));
    return basename(stored).endsWith(hash) ? [] : ['a run has changed a file of the plugin'];
  }),
  check('the secret is in no message, log, error, row or file', async () => [...new Set(stage.leaks)]),
];

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

const memoryFaults = async (stage: Stage): Promise<readonly string[]> => {
  const { outcome } = await stage.baseline();
  const failures = outcome.tables.map((table) => (table.status === 'failed' ? table.error : undefined));
  return [outcome.error, ...failures].flatMap((error) =>
    error?.code === 'out_of_memory' ? [error.message] : [],
  );
};

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
