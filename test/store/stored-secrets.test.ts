import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { unbindFor } from '../../host/registry/secrets/unbind.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { secretInUse } from '../../host/store/secrets/errors.ts';
import { secretSeal } from '../../host/store/secrets/secret-seal.ts';
import { Secrets } from '../../host/store/secrets/secrets.ts';
import type { SecretDraft } from '../../host/store/secrets/stored-secret.ts';
import { StoredSecrets } from '../../host/store/secrets/stored-secrets.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from './support/opened-store.ts';

const canary = 'canary-7f3a91';

const openedSecrets = async (t: ExecutionContext, folder: string, environment = {}) => {
  const store = await freshStore(storeOptions(folder));
  const conditions = new Conditions({ store, now: Date.now });
  const reserved = new Set(['JWT_SECRET_KEY']);
  const seal = await secretSeal(join(folder, 'state'));
  let at = Date.UTC(2027, 0, 1);
  const stored = await StoredSecrets.open({ store, seal, conditions, reserved, now: () => at });
  t.teardown(() => store[Symbol.asyncDispose]());
  return {
    store,
    stored,
    conditions,
    secrets: new Secrets(environment, reserved, stored),
    pass: (ms: number) => {
      at += ms;
    },
  };
};

const owner = { type: 'user', id: 'u1' } as const;
const by = { action: 'secret.set', actor: { kind: 'session', userId: 'u1' } } as const;

test('a stored secret goes before the variable of its name, and only to its hosts', async (t) => {
  const lab = await openedSecrets(t, await tempFolder(t), { API_TOKEN: 'from the environment', OTHER: 'x' });
  await lab.stored.put(
    { name: 'API_TOKEN', value: canary, boundHosts: ['api.example', '*.eu.example'], owner },
    by,
  );

  t.is(lab.secrets.resolve('API_TOKEN')?.reveal(), canary);
  t.is(lab.secrets.resolveFor('API_TOKEN', 'api.example')?.reveal(), canary);
  t.is(lab.secrets.resolveFor('API_TOKEN', 'a.eu.example')?.reveal(), canary);
  for (const host of ['evil.example', 'eu.example', 'aeu.example', 'api.example.evil.example', '']) {
    t.throws(() => lab.secrets.resolveFor('API_TOKEN', host), { code: 'secret_not_bound' }, host);
  }
  t.is(lab.secrets.resolveFor('OTHER', 'anywhere.example')?.reveal(), 'x');
});

test('a new value keeps the hosts, new hosts keep the value, and none means nowhere', async (t) => {
  const { stored, secrets } = await openedSecrets(t, await tempFolder(t));
  await stored.put({ name: 'T', value: 'one', boundHosts: ['a.example'], owner }, by);
  await stored.put({ name: 'T', value: 'two', owner }, by);
  t.is(secrets.resolveFor('T', 'a.example')?.reveal(), 'two');

  await stored.put({ name: 'T', boundHosts: ['b.example'], owner }, by);
  t.is(secrets.resolveFor('T', 'b.example')?.reveal(), 'two');
  t.throws(() => secrets.resolveFor('T', 'a.example'), { code: 'secret_not_bound' });

  await stored.put({ name: 'T', boundHosts: [], owner }, by);
  t.throws(() => secrets.resolveFor('T', 'b.example'), { code: 'secret_not_bound' });
});

test('N56: a value of any characters sets its own secret only, and is nowhere to be read', async (t) => {
  const folder = await tempFolder(t);
  const hostile = `${canary}"'\n\0OTHER=x\r\nJWT_SECRET_KEY=y\u2028'; drop table secrets --`;
  const first = await openedSecrets(t, folder, { OTHER: 'mine' });
  await first.stored.put({ name: 'T', value: hostile, boundHosts: ['a.example'], owner }, by);
  await first.store[Symbol.asyncDispose]();

  const files = await Array.fromAsync(glob(`${folder}/**/*`, { withFileTypes: true }));
  const held = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
  );
  t.true(held.length > 1);
  t.false(held.some((bytes) => bytes.includes(canary)));
  t.is((await stat(join(folder, 'state', 'secrets-key'))).mode & 0o777, 0o600);

  const again = await openedSecrets(t, folder, { OTHER: 'mine' });
  t.is(again.secrets.resolve('T')?.reveal(), hostile);
  t.is(again.secrets.resolve('OTHER')?.reveal(), 'mine');
  t.notRegex(inspect(again.stored, { showHidden: true, depth: 8 }), new RegExp(canary));
});

test('a value moved to another row, or sealed by another key, does not open, and the variable is no stand-in', async (t) => {
  const folder = await tempFolder(t);
  const first = await openedSecrets(t, folder);
  await first.stored.put({ name: 'A', value: 'value of A', boundHosts: [], owner }, by);
  await first.stored.put({ name: 'B', value: 'value of B', boundHosts: [], owner }, by);
  await first.store.keep(async (tx) => {
    const a = await tx
      .selectFrom('secrets')
      .select('ciphertext')
      .where('name', '=', 'A')
      .executeTakeFirstOrThrow();
    await tx.updateTable('secrets').set({ ciphertext: a.ciphertext }).where('name', '=', 'B').execute();
  });
  await first.store[Symbol.asyncDispose]();

  const again = await openedSecrets(t, folder, { B: 'from the environment' });
  t.is(again.secrets.resolve('A')?.reveal(), 'value of A');
  t.is(again.secrets.resolve('B'), undefined);
  t.deepEqual(
    (await again.conditions.open()).map(({ code, subjectId }) => [code, subjectId]),
    [['secret_unreadable', 'B']],
  );

  await again.stored.put({ name: 'B', value: 'anew', owner }, by);
  t.is(again.secrets.resolve('B')?.reveal(), 'anew');
  t.deepEqual(await again.conditions.open(), []);
});

test('what cannot be kept is refused without being repeated', async (t) => {
  const { stored } = await openedSecrets(t, await tempFolder(t));
  const bad: readonly Omit<SecretDraft, 'owner'>[] = [
    { name: canary, value: 'x' },
    { name: 'JWT_SECRET_KEY', value: canary },
    { name: 'T', envName: 'JWT_SECRET_KEY' },
    { name: 'T', envName: `lower ${canary}` },
    { name: 'T', value: canary, envName: 'X' },
    { name: 'T', value: '' },
    { name: 'T' },
    { name: 'T', value: 'x'.repeat(65_537) },
    { name: 'T', value: canary, boundHosts: ['*'] },
    { name: 'T', value: canary, boundHosts: ['a.example/x'] },
    { name: 'T', value: canary, boundHosts: ['https://a.example'] },
  ];

  for (const draft of bad) {
    const error = await t.throwsAsync(stored.put({ ...draft, owner }, by), { code: 'invalid_secret' });
    t.false(`${error.message} ${JSON.stringify(error)}`.includes(canary));
  }
  t.deepEqual(stored.list(), []);
});

test('the last use is written at most once a minute', async (t) => {
  const { stored, secrets, store, pass } = await openedSecrets(t, await tempFolder(t));
  await stored.put({ name: 'T', value: 'x', owner }, by);
  const written = async () => {
    await stored[Symbol.asyncDispose]();
    return (await store.read.selectFrom('secrets').select('last_used_at').executeTakeFirst())?.last_used_at;
  };
  secrets.has('T');
  t.is(await written(), null);

  secrets.resolve('T');
  const first = await written();
  pass(59_000);
  secrets.resolve('T');
  t.deepEqual(await written(), first);
  pass(1_000);
  secrets.resolve('T');

  t.is(Number(await written()) - Number(first), 60_000);
  t.deepEqual(stored.lastUsedAt('T'), await written());
});

test('a secret goes with its audit row or stays, and nothing of it is in the log', async (t) => {
  const { stored, secrets, store } = await openedSecrets(t, await tempFolder(t));
  await stored.put({ name: 'T', value: canary, owner }, by);

  const refused = stored.remove('T', { ...by, action: 'secret.delete' }, async () => {
    throw secretInUse({ name: 'T', used_by: ['source:x'] });
  });
  await t.throwsAsync(refused, { code: 'secret_in_use' });
  t.true(secrets.has('T'));
  await stored.remove('T', { ...by, action: 'secret.delete' }, async () => undefined);

  t.false(secrets.has('T'));
  const log = await store.read.selectFrom('audit_log').selectAll().orderBy('seq').execute();
  t.deepEqual(
    log.map(({ action }) => action),
    ['secret.set', 'secret.delete'],
  );
  t.false(JSON.stringify(log).includes(canary));
});

test('a source that moved leaves its secrets behind, those of the environment too', async (t) => {
  const { stored, secrets, store } = await openedSecrets(t, await tempFolder(t), { FROM_ENV: 'x' });
  await stored.put({ name: 'T', value: 'x', boundHosts: ['a.example'], owner }, by);
  t.true(secrets.resolveFor('FROM_ENV', 'a.example') !== undefined);

  const source = { slug: 'crm', secretRefs: { token: 'T', password: 'FROM_ENV', other: 'JWT_KEY?' } };
  const committed = await store.write(by, (tx) => unbindFor(stored, source, { tx, intent: by }));
  committed();

  t.throws(() => secrets.resolveFor('T', 'a.example'), { code: 'secret_not_bound' });
  t.throws(() => secrets.resolveFor('FROM_ENV', 'a.example'), { code: 'secret_not_bound' });
  await stored.put({ name: 'FROM_ENV', boundHosts: ['b.example'], owner }, by);
  t.is(secrets.resolveFor('FROM_ENV', 'b.example')?.reveal(), 'x');
});
