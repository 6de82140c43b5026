import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { managing, network, signal } from '../support/managing-plugins.ts';
import { connectorManifest } from '../support/plugin-folders.ts';
import { servedRepository } from '../support/served-repository.ts';

const config = (days: number) => ({
  version: 1,
  schema: {
    type: 'object',
    properties: { days: { type: 'integer', default: days }, api_token: { type: 'string' } },
    additionalProperties: false,
  },
});

const upgrade = {
  ...connectorManifest('acme/orders', 'orders'),
  version: '1.1.0',
  config: config(30),
  capabilities: {
    network: [{ ...network[0], why: 'to read and count orders' }],
    secrets: [{ config: 'api_token', why: 'to sign in' }],
  },
  breaking: [
    { version: '1.0.0', message: 'is over' },
    { version: '1.1.0', message: 'reads 30 days', guide: 'Set days to 7.' },
  ],
};

const files = [
  { path: 'plugins/orders/agnes.plugin.json', content: JSON.stringify(upgrade) },
  { path: 'plugins/orders/connector.ts', content: '' },
  {
    path: 'plugins/orders/CHANGELOG.md',
    content: '# Log\n\n## 1.1.0\n- more days\n\n## 1.0.0\n- first\n',
  },
];

test('a plan for an upgrade tells what the author says, and which powers and settings change', async (t) => {
  const { install, plans, package_, world } = await managing(t);
  const { repository, url } = await servedRepository(t);
  world.settings = { api_token: 'ORDERS_TOKEN' };
  const old = await package_('1.0.0', { config: config(7), capabilities: { network } });
  await install(old, ['network:api.example.com']);
  const commit = await repository.commit(files);

  const source = { type: 'git', url, ref: 'main', path: 'plugins/orders' } as const;
  const made = await plans.make(
    { install: [{ source, version: '^1.0.0' }], remove: [], grants: {}, pinSources: {} },
    signal,
  );

  t.deepEqual(made.problems, []);
  t.deepEqual(made.actions, [
    {
      id: 'acme/orders',
      from: '1.0.0',
      to: '1.1.0',
      changelog: '## 1.1.0\n- more days',
      breaking: [{ version: '1.1.0', message: 'reads 30 days', guide: 'Set days to 7.' }],
      powers: {
        added: [{ name: 'secrets:api_token', why: 'to sign in' }],
        removed: [],
        reworded: [
          { name: 'network:api.example.com', was: 'to read orders', why: 'to read and count orders' },
        ],
      },
      config: [{ pointer: '/days', from: 7, to: 30, isMasked: false }],
      connectors: ['orders'],
      moves: [],
    },
  ]);
  const locked = {
    requested: '^1.0.0',
    source: { type: 'git', url, commit, path: 'plugins/orders' },
  } as const;
  likeWhole(t, made.plugins, [{ ...locked, config: { version: 1, secretRefs: ['ORDERS_TOKEN'] } }]);
});

test('whoever goes to an older version stays there, and settings that a version refuses keep it out', async (t) => {
  const { install, plans, manager, package_, world } = await managing(t);
  const newer = await package_('1.1.0', { config: config(30) });
  await install(await package_('1.0.0'));
  await install(newer);

  const ask = (one: object) => plans.make({ install: [one], remove: [], grants: {}, pinSources: {} }, signal);
  const back = await ask({ id: 'acme/orders', version: '1.0.0' });
  await manager.apply(plans.take(back.id, { hash: back.hash, approve: [], by: 'u1' }), signal);
  const source = { type: 'folder', path: newer } as const;
  const again = await ask({ source });
  const free = await ask({ source, pin: false });
  world.settings = { days: 'many' };
  const refused = await ask({ source, pin: false });

  likeWhole(t, back, {
    problems: [],
    actions: [{ from: '1.1.0', to: '1.0.0' }],
    plugins: [{ pinned: true }],
  });
  likeWhole(t, again.problems, [{ id: 'acme/orders', code: 'pin' }]);
  likeWhole(t, free, { problems: [], plugins: [{ version: '1.1.0' }] });
  likeWhole(t, refused.problems, [{ id: 'acme/orders', code: 'plugin_settings_invalid' }]);
});
