import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ordersConnector } from '../support/orders-connector.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Machine, newMachine } from './run-agnes.ts';

const version = async (t: ExecutionContext, number: string, check = '') =>
  writePlugin(await tempFolder(t), 'orders', {
    'agnes.plugin.json': {
      ...connectorManifest('acme/orders', 'orders'),
      version: number,
      capabilities: { network: [{ host: 'api.example.com', why: 'to read orders' }] },
    },
    'connector.ts': ordersConnector(check),
    'CHANGELOG.md': `# Changelog\n\n## ${number}\n- More orders.\n`,
  });

const machineOf = async (t: ExecutionContext, { url, token }: StartedHost): Promise<Machine> => {
  const machine = await newMachine(t, url);
  machine.env['AGNES_TOKEN'] = await token();
  return machine;
};

const plugin = (machine: Machine, ...args: readonly string[]) => machine.run(['admin', 'plugin', ...args]);

const installs = async (t: ExecutionContext, machine: Machine) => {
  const folder = await version(t, '1.0.0');
  const planned = await plugin(machine, 'plan', '--folder', folder);
  const unsure = await plugin(machine, 'install', '--folder', folder);
  const installed = await plugin(machine, 'install', '--folder', folder, '--yes');
  const nowhere = await plugin(machine, 'install', '--folder', '/nowhere', '-y');

  t.regex(
    planned.stdout,
    /acme\/orders {2}none → 1\.0\.0\n {2}\| ## 1\.0\.0\n[\s\S]*may newly: network:api\.example\.com/,
  );
  t.regex(planned.stderr, /apply \S+ --hash sha256-\w+ --approve network:api\.example\.com/);
  t.is(unsure.code, 2);
  t.is(installed.stdout, 'Generation 2 of the plugins runs.\n');
  t.is(installed.code, 0, installed.stderr);
  t.regex(installed.stderr, /is set up and tried beside what runs\.[\s\S]*runs and is watched\./);
  t.is(nowhere.code, 2);
  t.regex(nowhere.stdout, /Problem with /);
};

const fails = async (t: ExecutionContext, machine: Machine) => {
  const broken = await version(t, '1.1.0', `throw ConfigError({ reason: 'it wants a region' });`);
  const plan = await machine.json(['admin', 'plugin', 'plan', '--folder', broken]);
  const hash = ['--hash', String(plan['plan_hash'])];
  const unhashed = await plugin(machine, 'apply', String(plan['plan_id']));
  const gone = await plugin(machine, 'apply', 'none', ...hash);
  const failed = await machine.json(['admin', 'plugin', 'apply', String(plan['plan_id']), ...hash]);

  t.deepEqual([unhashed.code, gone.code], [2, 9]);
  t.like(failed, {
    ok: false,
    generation: 2,
    job: { status: 'failed' },
    error: { code: 'plugin_change_failed' },
  });
  const { message } = failed['error'] as { readonly message: string };
  t.regex(message, /it wants a region.*Generation 2 runs on\./);
};

const explains = async (t: ExecutionContext, machine: Machine) => {
  const [why, unknown, badId, doctor, diff, shown, tried, listed] = await Promise.all([
    plugin(machine, 'why', 'acme/orders'),
    plugin(machine, 'why', 'acme/none'),
    plugin(machine, 'why', 'orders'),
    plugin(machine, 'doctor'),
    plugin(machine, 'diff', '0', '2'),
    plugin(machine, 'show', 'acme/orders'),
    plugin(machine, 'test', 'acme/orders'),
    plugin(machine, 'list'),
  ]);
  t.regex(why.stdout, /^acme\/orders is active since \S+; decided by admin@example\.com\.\n/);
  t.regex(
    why.stdout,
    /Version 1\.1\.0 was tried as generation 3 and did not prove itself: .*it wants a region/,
  );
  t.deepEqual([unknown.code, badId.code], [8, 2]);
  t.regex(doctor.stdout, /^ok {4}current: Generation 2 is current, its file is as it was written\.$/m);
  t.is(doctor.code, 0, doctor.stdout);
  t.is(
    diff.stdout,
    'Generation 0 → 2\nacme/orders  none → 1.0.0\n  + capabilities: network:api.example.com\n',
  );
  t.regex(shown.stdout, /^plugin +acme\/orders$[\s\S]*^may +network:api\.example\.com/m);
  t.regex(tried.stdout, /^ok +shop {2}The source answers\./m);
  t.regex(listed.stdout, /^acme\/orders +1\.0\.0 +active/m);
};

const searches = async (t: ExecutionContext, machine: Machine, again: () => Promise<void>) => {
  const started = await plugin(machine, 'bisect', 'start');
  await again();
  const held = await plugin(machine, 'rollback', '1');
  const why = await plugin(machine, 'why', 'acme/orders');
  const shown = await machine.json(['admin', 'plugin', 'bisect', 'show']);
  const found = await plugin(machine, 'bisect', 'good');
  const over = await plugin(machine, 'bisect', 'bad');

  t.regex(started.stdout, /on: {3}none\noff: {2}acme\/orders\n1 may be it; at most 1 answers to go\./);
  t.is(held.code, 6);
  t.regex(held.stderr, /bisect_running[\s\S]*Hint: Answer with/);
  t.regex(why.stdout, /The search for the plugin that breaks has it off for the moment\./);
  t.like(shown, { ok: true, state: 'running', remaining: 1, began_from: 2 });
  t.is(found.stdout, '"acme/orders" is what breaks. Generation 2 runs again.\n');
  t.is(over.code, 6);
};

test('an administrator installs, is refused what breaks, learns why, and searches over a kill of the host, at the command line', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  let host = await startHost(t, { dataDir });
  const machine = await machineOf(t, host);
  const again = async () => {
    await host.kill9();
    host = await startHost(t, { dataDir });
    machine.env['AGNES_SERVER'] = host.url;
    machine.env['AGNES_TOKEN'] = await host.token();
  };

  await installs(t, machine);
  const client = await host.asAdmin();
  await client.ask('POST /api/admin/sources', { body: { slug: 'shop', type: 'orders', config: {} } });
  await fails(t, machine);
  await explains(t, machine);
  await searches(t, machine, again);
  const pinned = await plugin(machine, 'pin', 'acme/orders', '-y');
  t.is(pinned.code, 0, pinned.stderr);
  t.regex((await plugin(machine, 'diff')).stdout, /^ {2}is pinned$/m);
  t.is((await plugin(machine, 'pin', 'agnes/connector-files', '-y')).code, 2);
  const back = await plugin(machine, 'rollback', '1');
  t.regex(back.stdout, /^Generation 1 of the plugins runs\./);
  t.regex((await plugin(machine, 'why', 'acme/orders')).stdout, /^acme\/orders is removed/);
  const off = await plugin(machine, 'disable', 'agnes/connector-files');
  t.regex(off.stdout, /^agnes\/connector-files is disabled \(generation \d+\)\.$/m);
});

test('the help of a command has examples', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { stdout } = await plugin(machine, 'install', '--help');

  t.regex(stdout, /Examples:\n {2}agnes admin plugin install --folder \/srv\/calendar\n/);
});
