import test from 'ava';
import { type DevMode, devModeOf } from '../../host/app/dev-mode.ts';

const on = { LOCAL_DEV_MODE: '1' };
const local = { host: '127.0.0.1' };

test('T65: development mode is off unless it is asked for in so many words', (t) => {
  const words = ['', '0', 'false', 'no', 'on', ' 1', '2', 'y'];

  t.deepEqual(
    words.map((LOCAL_DEV_MODE) => devModeOf({ LOCAL_DEV_MODE }, local)),
    words.map(() => undefined),
  );
  t.is(devModeOf({}, { host: '0.0.0.0', url: 'https://data.acme.example' }), undefined);
});

test('T65: on loopback without a public URL it starts, with a user that may be named', (t) => {
  const nobody: DevMode = { email: 'dev@localhost', groups: [] };

  t.deepEqual(
    ['1', 'true', 'yes', 'TRUE'].map((LOCAL_DEV_MODE) => devModeOf({ LOCAL_DEV_MODE }, local)),
    [nobody, nobody, nobody, nobody],
  );
  t.deepEqual(
    ['localhost', '127.0.0.1', '127.1.2.3', '::1'].map((host) => devModeOf(on, { host })),
    [nobody, nobody, nobody, nobody],
  );
  t.like(devModeOf({ ...on, LOCAL_DEV_USER_EMAIL: 'ada@example.com' }, local), { email: 'ada@example.com' });
});

/** Where it does not start, and the reason it gives. */
const refusals = [
  [{}, { host: '0.0.0.0' }, 'it listens on 0.0.0.0, which others can reach'],
  [{}, { host: '::' }, 'it listens on ::, which others can reach'],
  [{}, { host: '192.168.1.5' }, 'it listens on 192.168.1.5, which others can reach'],
  [{}, { host: 'data.acme.example' }, 'it listens on data.acme.example, which others can reach'],
  [{}, { host: '127.0.0.1.nip.io' }, 'it listens on 127.0.0.1.nip.io, which others can reach'],
  [{}, { host: '' }, 'it listens on , which others can reach'],
  [
    {},
    { host: '127.0.0.1', url: 'https://data.acme.example' },
    'it has the public URL https://data.acme.example',
  ],
  [{}, { host: '127.0.0.1', url: 'http://localhost:8000' }, 'it has the public URL http://localhost:8000'],
  [{ NODE_ENV: 'production' }, { host: '127.0.0.1' }, 'NODE_ENV is production'],
] as const;

test('T65: wherever others could reach the host it does not start, and says why in one sentence', (t) => {
  const told = refusals.map(
    ([env, instance]) =>
      t.throws(() => devModeOf({ ...on, ...env }, instance), { code: 'dev_mode_refused' })?.message,
  );

  t.deepEqual(
    told,
    refusals.map(
      ([, , reason]) =>
        `LOCAL_DEV_MODE lets everybody in as an administrator, so the host does not start with it: ${reason}.`,
    ),
  );
});

test('groups are read as they are written, and anything but a list of groups is refused', (t) => {
  const groups = [{ id: 'g1', name: 'Analysts' }];
  const wrong = [
    'x',
    '{}',
    '[1]',
    '[{"id":"g1"}]',
    '[{"id":"","name":"x"}]',
    '[{"id":"g1","name":"x","admin":1}]',
  ];

  t.deepEqual(devModeOf({ ...on, LOCAL_DEV_GROUPS: JSON.stringify(groups) }, local)?.groups, groups);
  t.deepEqual(
    wrong.map((LOCAL_DEV_GROUPS) => t.throws(() => devModeOf({ ...on, LOCAL_DEV_GROUPS }, local))?.name),
    wrong.map(() => 'dev_mode_invalid'),
  );
  t.throws(() => devModeOf({ ...on, LOCAL_DEV_USER_EMAIL: 'scheduler@system.local' }, local), {
    code: 'dev_mode_invalid',
  });
});
