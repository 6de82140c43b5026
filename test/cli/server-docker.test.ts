import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import test from 'ava';
import { dockerMachine } from './docker-program.ts';

const config = {
  'config --format json': { stdout: '{"services":{"app":{"image":"registry:5000/agnes:latest"}}}' },
};
const running = { 'ps --status running': { stdout: 'app\ncaddy\n' } };
const ids = (...stdout: readonly string[]) => ({ 'image inspect --format': { stdout } });
const words = (calls: readonly { readonly args: readonly string[] }[]) =>
  calls.map(({ args }) => args.join(' '));

test('server logs hands every option on as an argument of its own, and no shell reads it', async (t) => {
  const { agnes, called } = await dockerMachine(t, { logs: { stdout: 'app-1  | \u001b[31mone\n' } });

  const shown = await agnes(['server', 'logs', '--follow', '--since', '1h', '--tail', '100']);
  const json = await agnes(['server', 'logs', '--since', '2027-01-31T08:00:00Z', '--json']);
  const evil = await agnes(['server', 'logs', '--since', '1h; touch pwned', '--json']);

  t.deepEqual(
    (await called()).map(({ args }) => args),
    [
      ['compose', 'logs', '--no-color', '--follow', '--since=1h', '--tail=100'],
      ['compose', 'logs', '--no-color', '--since=2027-01-31T08:00:00Z'],
    ],
  );
  t.deepEqual([shown.code, shown.stdout], [0, 'app-1  | one\n']);
  t.deepEqual(
    json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { event: 'log', container: 'app-1', line: '\u001b[31mone' },
      { ok: true, lines: 1 },
    ],
  );
  t.is(evil.code, 2);
});

test('server status tells each container and fails when the server does not run', async (t) => {
  const up = {
    Service: 'app',
    State: 'running',
    Health: 'healthy',
    Status: 'Up 2 hours',
    Image: 'agnes:latest',
  };
  const healthy = await dockerMachine(t, { 'ps --all': { stdout: `${JSON.stringify(up)}\n` } });
  const list = JSON.stringify([{ ...up, State: 'exited' }]);
  const down = await dockerMachine(t, { 'ps --all': { stdout: `${list}\n` } });

  const good = await healthy.agnes(['server', 'status', '--json']);
  const bad = await down.agnes(['server', 'status', '--json']);

  t.is(good.code, 0);
  t.deepEqual(JSON.parse(good.stdout), {
    ok: true,
    services: [
      { service: 'app', state: 'running', health: 'healthy', status: 'Up 2 hours', image: 'agnes:latest' },
    ],
  });
  t.is(bad.code, 1);
  t.like(JSON.parse(bad.stdout), { ok: false, error: { code: 'server_down', state: 'exited' } });
});

test('server deploy keeps the image that ran, builds, and waits until the new one is well', async (t) => {
  const { agnes, called } = await dockerMachine(t, { ...config, ...ids('sha256:a', 'sha256:b') });
  const sick = await dockerMachine(t, { ...config, 'up --detach': { code: 1 } });

  const deployed = await agnes(['server', 'deploy', '--json']);
  const failed = await sick.agnes(['server', 'deploy', '--json']);

  t.deepEqual(words(await called()), [
    'compose config --format json',
    'image inspect --format {{.Id}} registry:5000/agnes:latest',
    'compose build --pull app',
    'image inspect --format {{.Id}} registry:5000/agnes:latest',
    'image tag sha256:a registry:5000/agnes:previous',
    'compose up --detach --wait',
  ]);
  t.like(JSON.parse(deployed.stdout), { ok: true, previous: 'registry:5000/agnes:previous' });
  t.is(failed.code, 1);
  t.like(JSON.parse(failed.stdout), { ok: false, error: { code: 'deploy_failed' } });
});

test('a deploy that does not build, or builds the same again, leaves the version to go back to', async (t) => {
  const broken = await dockerMachine(t, { ...config, ...ids('sha256:a'), 'compose build': { code: 1 } });
  const same = await dockerMachine(t, { ...config, ...ids('sha256:a') });

  t.is((await broken.agnes(['server', 'deploy'])).code, 1);
  const again = await same.agnes(['server', 'deploy', '--json']);

  t.like(JSON.parse(again.stdout), { ok: true, previous: null });
  for (const { called } of [broken, same])
    t.false(words(await called()).some((call) => call.startsWith('image tag')));
});

test('server deploy --staging stands beside the real one, with its own port, image, data and keys', async (t) => {
  const { agnes, called } = await dockerMachine(t, config);

  const { code } = await agnes(['server', 'deploy', '--staging']);

  const calls = await called();
  t.is(code, 0);
  t.deepEqual(words(calls), [
    'compose --project-name agnes-staging config --format json',
    'compose --project-name agnes-staging build --pull app',
    'compose --project-name agnes-staging up --detach --wait app',
  ]);
  t.deepEqual(calls[2]?.env, { AGNES_TAG: 'staging', PORT: '8001', JWT_SECRET_KEY: '' });
});

test('server rollback starts the image before, once somebody said yes and there is one', async (t) => {
  const { agnes, called } = await dockerMachine(t, config);
  const none = await dockerMachine(t, { ...config, 'image inspect': { code: 1 } });

  const unasked = await agnes(['server', 'rollback', '--json']);
  const before = (await called()).length;
  const back = await agnes(['server', 'rollback', '--yes']);
  const nothing = await none.agnes(['server', 'rollback', '--yes', '--json']);

  t.deepEqual([unasked.code, back.code, nothing.code], [2, 0, 8]);
  t.deepEqual(words((await called()).slice(before)), [
    'compose config --format json',
    'image inspect registry:5000/agnes:previous',
    'image tag registry:5000/agnes:latest registry:5000/agnes:rolled-back',
    'image tag registry:5000/agnes:previous registry:5000/agnes:latest',
    'compose up --detach --wait --no-build --no-deps --force-recreate app',
  ]);
});

test('server backup has the host export itself, running or not, and a file appears only when it is whole', async (t) => {
  const on = await dockerMachine(t, { ...running, 'state-export': { stdout: 'bytes of the state' } });
  const off = await dockerMachine(t, { 'state-export': { stdout: 'half', code: 1 } });

  const made = await on.agnes(['server', 'backup', '--output', 'b.duckdb', '--json']);
  const again = await on.agnes(['server', 'backup', '--output', 'b.duckdb', '--json']);
  const broken = await off.agnes(['server', 'backup', '-o', 'b.duckdb', '--json']);

  const path = on.machine.path('b.duckdb');
  t.deepEqual([made.code, again.code, broken.code], [0, 6, 1]);
  t.is(await readFile(path, 'utf8'), 'bytes of the state');
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.is(words(await on.called())[1], 'compose exec --no-TTY app node host/app/main.js state-export -');
  t.is(
    words(await off.called())[1],
    'compose run --rm --no-deps --no-TTY app node host/app/main.js state-export -',
  );
  t.deepEqual(await readdir(off.machine.workspace), ['compose.yaml']);
});

test('server restore hands the file to the host, and starts the server again whatever came of it', async (t) => {
  const { agnes, called, machine } = await dockerMachine(t, { 'state-import': { code: 2 } });
  await writeFile(machine.path('b.duckdb'), 'bytes of the state');

  const missing = await agnes(['server', 'restore', 'nowhere.duckdb', '--yes']);
  const refused = await agnes(['server', 'restore', 'b.duckdb', '--yes']);

  const calls = await called();
  t.deepEqual([missing.code, refused.code], [2, 1]);
  t.deepEqual(words(calls), [
    'compose stop app',
    'compose run --rm --no-deps --no-TTY app node host/app/main.js state-import -',
    'compose up --detach --wait --no-build app',
  ]);
  t.is(calls[1]?.input, 'bytes of the state');
});

test('server restore stops nothing for what is no file', async (t) => {
  const { agnes, called, machine } = await dockerMachine(t, {});

  const folder = await agnes(['server', 'restore', machine.workspace, '--yes', '--json']);

  t.like(JSON.parse(folder.stdout), { ok: false, error: { code: 'bad_file' } });
  t.deepEqual(await called(), []);
});

test('server restart makes the container anew, so that changed settings count', async (t) => {
  const { agnes, called } = await dockerMachine(t, {});

  t.is((await agnes(['server', 'restart'])).code, 0);
  t.deepEqual(words(await called()), [
    'compose up --detach --wait --no-build --no-deps --force-recreate app',
  ]);
});

test('where docker or the containers are not, that is said', async (t) => {
  const { machine, agnes } = await dockerMachine(t, {});
  const elsewhere = await machine.run(['server', 'restart', '--json'], { cwd: machine.config });
  machine.env['PATH'] = '/nowhere';
  const missing = await agnes(['server', 'status', '--json']);

  t.deepEqual([elsewhere.code, missing.code], [2, 9]);
  t.like(JSON.parse(elsewhere.stdout), { ok: false, error: { code: 'compose_missing' } });
  t.like(JSON.parse(missing.stdout), { ok: false, error: { code: 'docker_missing' } });
});
