import test from 'ava';
import { onTerminal } from './on-terminal.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const plugin = {
  id: 'acme/calendar',
  version: '1.0.0',
  tree_hash: 'sha256-0',
  manifest: { capabilities: { secrets: [{ config: 'api_token', why: 'to sign in' }] } },
  config: { days: 7, api_token: '***' },
  config_schema: {
    type: 'object',
    required: ['team'],
    properties: {
      days: { type: 'integer', title: 'Days', description: 'How far it looks back.', default: 7 },
      zone: { type: 'string', enum: ['utc', 'local'], default: 'utc' },
      team: { type: 'string', title: 'Team' },
      api_token: { type: 'string', title: 'Token' },
    },
  },
  config_ui: { order: ['team'] },
};
const plan = {
  plan_id: 'p1',
  plan_hash: 'sha256-1',
  actions: [
    {
      id: 'acme/calendar',
      from: '1.0.0',
      to: '1.0.0',
      changelog: '',
      breaking: [],
      capability_diff: { added: [], removed: [], reworded: [] },
      config_diff: [
        { pointer: '/days', from: 7, to: 30, masked: false },
        { pointer: '/api_token', from: null, to: null, masked: true },
      ],
    },
  ],
  problems: [],
};

const served = async (t: Parameters<typeof startStandIn>[0]) => {
  const server = await startStandIn(t);
  const job = { id: 'j1', kind: 'plugin.apply', status: 'succeeded' };
  server.answers.set('GET /api/admin/plugins/acme/calendar', json(plugin));
  server.answers.set('POST /api/admin/plugins/plan', json(plan));
  server.answers.set('POST /api/admin/plugins/apply', json({ job_id: 'j1', generation: 3 }, 202));
  server.answers.set('GET /api/jobs/j1', json(job));
  server.answers.set('GET /api/jobs/j1/events', (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('event: end\ndata: {}\n\n'),
  );
  server.answers.set('GET /api/admin/plugins', json({ generation: 3, plugins: [] }));
  return { server, machine: await newMachine(t, server.url) };
};

const set = ['admin', 'plugin', 'settings', 'acme/calendar'];

test('settings are given by name, planned, shown without secrets, and applied; a secret is named and never typed', async (t) => {
  const { server, machine } = await served(t);

  const done = await machine.run([
    ...set,
    '--set',
    'days=30',
    '--set',
    'api_token=CAL_TOKEN',
    '--unset',
    'zone',
    '-y',
  ]);
  const bodies = [...server.bodies];
  const refused = await Promise.all(
    [
      [...set, '--set', 'api_token=hunter2', '-y'],
      [...set, '--set', 'zone=mars', '-y'],
      [...set, '--set', 'unknown=1', '-y'],
      set,
      [...set, '--set', 'days=30'],
    ].map((args) => machine.run(args)),
  );

  t.is(done.stdout, 'Generation 3 of the plugins runs.\n');
  t.regex(done.stderr, /setting \/days: 7 → 30\n {2}setting \/api_token: changes \(not shown\)/);
  t.deepEqual(bodies, [
    { config: { 'acme/calendar': { days: 30, api_token: 'CAL_TOKEN', zone: null } } },
    { plan_id: 'p1', plan_hash: 'sha256-1', approve: [] },
  ]);
  t.deepEqual(
    refused.map(({ code }) => code),
    [2, 2, 2, 2, 2],
  );
  t.regex(refused[0]?.stderr ?? '', /takes the name under which the server keeps it/);
  t.false(server.bodies.slice(2).some((body) => JSON.stringify(body).includes('hunter2')));
});

test('on a terminal every setting is asked for with what it is now, and what cannot be one is asked for again', async (t) => {
  const { server, machine } = await served(t);

  const { screen, code } = await onTerminal(machine, set, {
    dialogue: [
      ['Team: ', '\r'],
      ['Team: ', 'sales\r'],
      ['Days [7]: ', 'many\r'],
      ['Days [7]: ', '30\r'],
      ['zone [utc]: ', '-\r'],
      ['Token (name of the secret) [set, not shown]: ', '\r'],
      ['[y/N]: ', 'y\r'],
    ],
  });

  t.is(code, 0, screen);
  t.deepEqual(server.bodies[0], { config: { 'acme/calendar': { team: 'sales', days: 30, zone: null } } });
  t.regex(screen, /It cannot be left out\.[\s\S]*How far it looks back\.[\s\S]*takes a number, not "many"/);
  t.regex(screen, /One of: utc, local/);
});

const commit = '0'.repeat(40);
/** What is typed behind `plan`, and what the server is asked for. */
const asked: readonly (readonly [typed: string, body: object])[] = [
  [
    'acme/calendar@^1.2.0 --channel beta --grant network:a.example',
    {
      install: [{ id: 'acme/calendar', version: '^1.2.0', channel: 'beta' }],
      grants: { 'acme/calendar': ['network:a.example'] },
    },
  ],
  [
    '--folder /srv/calendar --pin',
    { install: [{ source: { type: 'folder', path: '/srv/calendar' }, pin: true }] },
  ],
  [
    '--archive https://a.example/c.tgz --integrity sha256-0 --path c',
    {
      install: [
        { source: { type: 'archive', url: 'https://a.example/c.tgz', integrity: 'sha256-0', path: 'c' } },
      ],
    },
  ],
  [
    '--git https://a.example/p.git --ref main --path c --token-secret GIT',
    {
      install: [
        {
          source: {
            type: 'git',
            url: 'https://a.example/p.git',
            ref: 'main',
            token_secret: 'GIT',
            path: 'c',
          },
        },
      ],
    },
  ],
  [
    `acme/calendar --marketplace https://a.example/m.git --commit ${commit}`,
    {
      install: [
        {
          id: 'acme/calendar',
          source: { type: 'marketplace', url: 'https://a.example/m.git', plugin: 'acme/calendar', commit },
        },
      ],
    },
  ],
  ['--remove acme/calendar', { remove: ['acme/calendar'] }],
];

test('sources of a plugin are options, of which there is one', async (t) => {
  const { server, machine } = await served(t);
  const planned = (typed: string) =>
    machine.run(['admin', 'plugin', 'plan', ...typed.split(' ').filter(Boolean)]);

  for (const [typed] of asked) await planned(typed);
  const refused = await Promise.all(['', '--folder /a --git b', '--archive /a.tgz'].map(planned));

  t.deepEqual(
    server.bodies,
    asked.map(([, body]) => body),
  );
  t.deepEqual(
    refused.map(({ code }) => code),
    [2, 2, 2],
  );
});
