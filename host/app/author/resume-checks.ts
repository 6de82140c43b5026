import { randomInt } from 'node:crypto';
import type { PlannedTable } from '@agnes/sdk';
import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { KitCheck } from './kit.ts';
import { migratedTables } from './migration-checks.ts';
import { failuresOf, troubleOf } from './offer-checks.ts';
import { oldFixtures } from './old-fixtures.ts';
import { Published } from './published.ts';
import type { Stage } from './stage.ts';
import type { Call } from './stage-call.ts';

/** What is wrong with a second run that goes on from the first: it has to come to the same rows. */
export const goesOnFaults = async (stage: Stage): Promise<readonly string[]> => {
  const { outcome, kept } = await stage.baseline();
  const published = new Published(stage.plans);
  await published.take(outcome);
  const before = published.content();
  const second = await stage.run('read', { kept, tables: published.plans() });
  await published.take(second);
  return [...failuresOf(second), ...(published.content() === before ? [] : ['the rows differ'])];
};

/** L5: what is kept in mind from run to run. */
export const resumeChecks = (stage: Stage): readonly KitCheck[] => [
  {
    level: 'L5',
    title: 'a run that goes on from the state of the last one comes to the same rows',
    run: () => goesOnFaults(stage),
  },
  {
    level: 'L5',
    title: 'after a run that was killed the next one comes to the same rows',
    run: async () => {
      const { outcome, requests } = await stage.baseline();
      const whole = new Published(stage.plans);
      await whole.take(outcome);
      const kept = await stage.keptFolder();
      const published = new Published(stage.plans);
      await published.take(await killed(stage, { kept }, requests > 0 ? randomInt(1, requests + 1) : 0));
      const next = await stage.run('read', { kept, tables: published.plans() });
      await published.take(next);
      return [...troubleOf(next), ...(published.content() === whole.content() ? [] : ['the rows differ'])];
    },
  },
  ...((stage.parts.plugin.manifest.state?.version ?? 1) > 1 ? [goesOnFromOld(stage)] : []),
];

const goesOnFromOld = (stage: Stage): KitCheck => ({
  level: 'L5',
  title: 'a run goes on from what an older version kept in mind',
  run: () => oldStateFaults(stage),
});

/** A state that was brought here by the migrations has to be one that can be read on from. */
const oldStateFaults = async (stage: Stage): Promise<readonly string[]> => {
  const { plugin } = stage.parts;
  const to = plugin.manifest.state?.version ?? 1;
  const faults: string[] = [];
  for (const { file, version: from, value } of await oldFixtures(plugin, 'state')) {
    const states = await migratedTables(plugin, value, { from, to });
    const tables = stage.plans
      .filter(({ id }) => Object.hasOwn(states, id))
      .map((plan) => ({ ...plan, fullRefresh: false, state: states[plan.id] }));
    const told = tables.length === 0 ? ['no table of the fixtures is in it'] : await goneOn(stage, tables);
    faults.push(...told.map((fault) => `${file}: ${fault}`));
  }
  return faults;
};

const goneOn = async (stage: Stage, tables: readonly PlannedTable[]): Promise<readonly string[]> =>
  failuresOf(await stage.run('read', { tables }));

/** A run whose child is killed at a request, or, where it makes none, as soon as it names a file. */
const killed = async (stage: Stage, call: Call, at: number): Promise<ConnectorOutcome> => {
  const { server } = stage.parts;
  const { promise: due, resolve } = Promise.withResolvers<void>();
  const begun = server.requests;
  server.onRequest = (count) => {
    if (count - begun === at) resolve();
  };
  let kill = (): void => {};
  const running = stage.run('read', {
    ...call,
    onStarted: (ending) => {
      kill = ending;
    },
    onFile: () => at === 0 && resolve(),
  });
  await Promise.race([due, running]);
  // A child that has named its files may be on its way out already: what it brought is then all there is.
  kill();
  server.onRequest = () => {};
  return running;
};
