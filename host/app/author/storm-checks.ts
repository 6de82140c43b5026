import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { Weather } from './fixture-server.ts';
import type { KitCheck } from './kit.ts';
import { troubleOf } from './offer-checks.ts';
import { Published } from './published.ts';
import type { Stage } from './stage.ts';

const check = (title: string, run: KitCheck['run']): KitCheck => ({ level: 'L6', title, run });

/** Seconds that a run is given whose server never answers, and seconds until it has to be over. */
const timeLimit = { timeoutSec: 2, over: 8 };

/** L6: how it takes what servers do on bad days. */
export const stormChecks = (stage: Stage): readonly KitCheck[] => [
  check('a server that wants fewer requests is told as such', () => told(stage, 'busy', ['RateLimited'])),
  check('a server that fails is told as such', () => told(stage, 'broken', ['UpstreamError'])),
  check('a server that sends it to a host that is not declared gets it nowhere', () => sentElsewhere(stage)),
  check('a slow server gives the same rows', () => slowFaults(stage)),
  check('a server that never answers ends the run at its time limit', () => silentFaults(stage)),
  check('an answer without an end ends the run, within its memory', () => floodFaults(stage)),
];

/** Lets the server behave like this while something is done. */
export const during = async <T>(stage: Stage, weather: Weather, work: () => Promise<T>): Promise<T> => {
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
    const errors = [error, ...failuresOf(await stage.run('read'))];
    return errors.flatMap((one) => {
      if (one === undefined) return ['it succeeds'];
      return classes.includes(one.class) ? [] : [`it ends as ${one.class}: ${one.message}`];
    });
  });

const sentElsewhere = (stage: Stage): Promise<readonly string[]> =>
  during(stage, 'elsewhere', async () => {
    const { server } = stage.parts;
    const { ok, error } = await stage.run('check');
    const begun = server.requests;
    const read = await stage.run('read');
    if (ok || isRead(read))
      return [`it succeeds although its server sent it elsewhere (${server.requests - begun} requests)`];
    return error ? [] : ['it fails and does not say why'];
  });

const slowFaults = async (stage: Stage): Promise<readonly string[]> => {
  const quick = new Published(stage.plans);
  await quick.take((await stage.baseline()).outcome);
  const slow = new Published(stage.plans);
  const outcome = await during(stage, 'slow', () => stage.run('read'));
  await slow.take(outcome);
  return [...troubleOf(outcome), ...(slow.content() === quick.content() ? [] : ['the rows differ'])];
};

const silentFaults = (stage: Stage): Promise<readonly string[]> =>
  during(stage, 'silent', async () => {
    const begun = performance.now();
    const outcome = await stage.run('read', { timeoutSec: timeLimit.timeoutSec });
    const seconds = (performance.now() - begun) / 1000;
    return [
      ...(isRead(outcome) && (await stage.baseline()).requests > 0 ? ['it succeeds'] : []),
      ...(seconds < timeLimit.over ? [] : [`it was over after ${Math.round(seconds)} s only`]),
    ];
  });

const floodFaults = (stage: Stage): Promise<readonly string[]> =>
  during(stage, 'flood', async () => {
    const outcome = await stage.run('read');
    const codes = failuresOf(outcome).map((error) => error?.code);
    if ((await stage.baseline()).requests === 0) return [];
    return [
      ...(isRead(outcome) ? ['it succeeds'] : []),
      ...(codes.includes('out_of_memory') ? ['it takes more memory than it may'] : []),
    ];
  });

const isRead = ({ ok, tables }: ConnectorOutcome): boolean =>
  ok && tables.every(({ status }) => status === 'read');

const failuresOf = ({ tables }: ConnectorOutcome) =>
  tables.map((table) => (table.status === 'failed' ? table.error : undefined));
