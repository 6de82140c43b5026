import { inspect } from 'node:util';
import test from 'ava';
import { reservedVariables } from '../../config/reserved-variables.ts';
import { Secrets } from '../../host/store/secrets/secrets.ts';

const secrets = new Secrets({ API_TOKEN: 'hunter2', EMPTY: '', lower: 'x' }, new Set());

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
  const names = [...reservedVariables];
  const environment = Object.fromEntries([...names, 'OTHER'].map((name) => [name, 'x']));

  const own = new Secrets(environment, reservedVariables);

  t.true(names.includes('JWT_SECRET_KEY') && names.includes('SMTP_PASSWORD'));
  t.deepEqual(
    names.filter((name) => own.resolve(name) !== undefined),
    [],
  );
  t.is(own.resolve('OTHER')?.reveal(), 'x');
});

test('neither the collection nor a secret shows a value', (t) => {
  t.notRegex(inspect(secrets, { showHidden: true, depth: 5 }), /hunter2/);
  t.notRegex(JSON.stringify({ all: secrets, one: secrets.resolve('API_TOKEN') }), /hunter2/);
});

test('the token of a project has three names, and the one that is asked for comes first', (t) => {
  const of = (environment: Readonly<Record<string, string>>) =>
    new Secrets(environment, new Set())
      .resolveFor('KEBOOLA_STORAGE_TOKEN', 'connection.keboola.com')
      ?.reveal();

  t.is(of({ KBC_TOKEN: 'three' }), 'three');
  t.is(of({ KBC_TOKEN: 'three', KBC_STORAGE_TOKEN: 'two' }), 'two');
  t.is(of({ KBC_TOKEN: 'three', KEBOOLA_STORAGE_TOKEN: 'one' }), 'one');
  t.is(new Secrets({ KEBOOLA_STORAGE_TOKEN: 'one' }, new Set()).resolve('KBC_TOKEN')?.reveal(), 'one');
  t.is(new Secrets({ KBC_TOKEN: 'three' }, new Set()).resolve('OTHER_TOKEN'), undefined);
});
