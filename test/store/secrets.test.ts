import { inspect } from 'node:util';
import test from 'ava';
import { Secrets } from '../../host/store/secrets.ts';

const secrets = new Secrets({ API_TOKEN: 'hunter2', EMPTY: '', lower: 'x' });

test('a secret is found by the name of its variable', (t) => {
  t.is(secrets.resolve('API_TOKEN')?.reveal(), 'hunter2');
});

test('an unset, an empty and a badly named variable are no secrets', (t) => {
  const names = ['MISSING', 'EMPTY', 'lower', 'API_TOKEN ', '1A', 'constructor', `A${'B'.repeat(64)}`];

  t.deepEqual(
    names.map((name) => secrets.resolve(name)),
    names.map(() => undefined),
  );
});

test("a secret of the host itself is nobody else's to use", (t) => {
  const own = new Secrets({ JWT_SECRET_KEY: 'x', SEED_ADMIN_PASSWORD: 'x', SESSION_SECRET: 'x', OTHER: 'x' });

  t.is(own.resolve('JWT_SECRET_KEY'), undefined);
  t.is(own.resolve('SEED_ADMIN_PASSWORD'), undefined);
  t.is(own.resolve('SESSION_SECRET'), undefined);
  t.is(own.resolve('OTHER')?.reveal(), 'x');
});

test('neither the collection nor a secret shows a value', (t) => {
  t.notRegex(inspect(secrets, { showHidden: true, depth: 5 }), /hunter2/);
  t.notRegex(JSON.stringify({ all: secrets, one: secrets.resolve('API_TOKEN') }), /hunter2/);
});
