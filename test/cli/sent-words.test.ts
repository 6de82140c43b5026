import test from 'ava';
import { withCommands } from '../../cli/http/hint-commands.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const told = [
  ['POST /api/sync/trigger', 'agnes sync --trigger'],
  ['POST /api/sync/trigger {"tables": ["orders"]}', 'agnes sync --trigger --table orders'],
  [
    'POST /api/sync/trigger {"tables": […], "accept_schema": true, "force": true}',
    'agnes sync --trigger --table <table> --accept-schema --force',
  ],
  ['POST /api/sync/trigger {"connection":"crm","force":true}', 'agnes sync --trigger --source crm --force'],
  ['POST /api/admin/plugins/rollback {"to_generation":41}', 'agnes admin plugin rollback 41'],
  ['POST /api/jobs/{id}/confirm {"accept": true}', 'agnes jobs confirm <id>'],
] as const;

test('a hint names the command with what is sent to the route', (t) => {
  t.deepEqual(
    told.map(([hint]) => withCommands(`Do it with ${hint}, or wait.`)),
    told.map(([, command]) => `Do it with ${command}, or wait.`),
  );
});

test('a route stays where its command has no words for what is sent, or the words are no plain ones', (t) => {
  const kept = [
    'POST /api/sync/trigger {"dry_run": true}',
    'POST /api/sync/trigger {"tables": ["a; rm -r b"]}',
    'POST /api/jobs/{id}/confirm {"accept": false}',
    'POST /api/query {"sql": "SELECT 1"}',
  ];

  t.deepEqual(kept.map(withCommands), kept);
});

test('what a triggered sync is to read reaches the server', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/sync/trigger', json({ status: 'triggered', message: 'ok', job_id: 'j1' }));
  const machine = await newMachine(t, server.url);

  await machine.run('sync --trigger --table orders --accept-schema'.split(' '));
  await machine.run('sync --trigger --source crm --force'.split(' '));

  t.deepEqual(server.bodies, [
    { tables: ['orders'], accept_schema: true },
    { connection: 'crm', force: true },
  ]);
});
