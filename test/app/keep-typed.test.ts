import { join } from 'node:path';
import test from 'ava';
import { keepTypedOf } from '../../host/app/keep-typed.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { secretSeal } from '../../host/store/secrets/secret-seal.ts';
import { StoredSecrets } from '../../host/store/secrets/stored-secrets.ts';
import { storeOptions } from '../store/support/opened-store.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const by = { action: 'plugin.apply', actor: { kind: 'session', userId: 'u1' } } as const;
const typed = (value: string) => [
  { name: 'ORDERS_TOKEN', value, owner: { type: 'config', id: 'orders.token' } as const },
];

test('of two plans that name a typed secret alike the second is refused, and the first may be tried again', async (t) => {
  const folder = await tempFolder(t);
  const store = await freshStore(storeOptions(folder));
  t.teardown(() => store[Symbol.asyncDispose]());
  const storedSecrets = await StoredSecrets.open({
    store,
    seal: await secretSeal(join(folder, 'state')),
    conditions: new Conditions({ store, now: Date.now }),
    reserved: new Set(),
    now: Date.now,
  });
  const keepTyped = keepTypedOf({ store, storedSecrets });

  const [first, second] = await Promise.allSettled([
    keepTyped(typed('one'), by),
    keepTyped(typed('two'), by),
  ]);

  t.is(first.status, 'fulfilled');
  t.like(second, { status: 'rejected', reason: { code: 'plan_expired' } });
  await keepTyped(typed('one'), by);
  t.is(storedSecrets.find('ORDERS_TOKEN')?.value?.reveal(), 'one');
});
