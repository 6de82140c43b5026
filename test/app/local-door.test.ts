import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { askHost } from '../../host/app/ask-host.ts';
import { openLocalDoor } from '../../host/app/local-door.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { startedAccess } from '../access/support/started-access.ts';
import { tempFolder } from '../support/temp-folder.ts';

const parts = async (t: ExecutionContext) => {
  const { store, access, now } = await startedAccess(t);
  const conditions = new Conditions({ store, now });
  const log = () => undefined;
  return { store, access, now, conditions, log, origin: 'http://localhost', dataDir: await tempFolder(t) };
};

test('a host whose socket cannot be made serves without it and says so, until it can', async (t) => {
  const deps = await parts(t);
  await writeFile(join(deps.dataDir, 'run'), 'in the way');

  const without = await openLocalDoor(deps);
  const [told] = await deps.conditions.open();
  await without[Symbol.asyncDispose]();
  await rm(join(deps.dataDir, 'run'));
  const door = await openLocalDoor(deps);
  t.teardown(() => door[Symbol.asyncDispose]());

  t.like(told, { code: 'host_socket_unusable', severity: 'warning' });
  t.regex(told?.remedy ?? '', /stop the host before/);
  t.deepEqual(await deps.conditions.open(), []);
});

test('a request that lacks something is refused as such', async (t) => {
  const deps = await parts(t);
  const door = await openLocalDoor(deps);
  t.teardown(() => door[Symbol.asyncDispose]());

  await t.throwsAsync(askHost(deps.dataDir, { command: 'grant-admin', email: 'ada@example.com' }), {
    code: 'bad_local_request',
  });
});
