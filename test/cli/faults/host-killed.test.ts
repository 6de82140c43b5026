import test from 'ava';
import { startHost } from '../../support/start-host.ts';
import { ended } from '../run-agnes.ts';
import { promoted, startCompany } from './company.ts';
import { holdAt } from './hold-at.ts';

test('kill -9 of the host in the middle of a file: the next sync goes on with the host started next', async (t) => {
  t.timeout(300_000);
  const company = await startCompany(t);
  const { host, config, before, now } = company;
  const { proxy, machine } = await company.client(t);
  const held = holdAt(proxy, 0.5);
  const end = ended(machine.start(['sync', '--timeout', '8']));
  await held;

  await host.kill9();
  const broken = await end;

  t.is(broken.code, 1);
  for (const [id, digest] of Object.entries(await promoted(machine)))
    t.true([before[id], now[id]].includes(digest), id);
  proxy.target = (await startHost(t, { dataDir: host.dataDir, config })).url;
  proxy.fault = {};
  const { code, stderr } = await machine.run(['sync']);
  t.is(code, 0, stderr);
  t.deepEqual(await promoted(machine), now);
  t.true(
    proxy.ranges.some((range) => range !== undefined),
    'it went on where it was',
  );
});
