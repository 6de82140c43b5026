import test from 'ava';
import { hasSignedInFrom } from '../../host/identity/passwords/repository.ts';
import { emailKey } from '../../host/identity/users/email-key.ts';
import { admin, origin, startedIdentity, withAdmin } from './support/started-identity.ts';

test('an address is known to an account once it has signed in from there', async (t) => {
  const { store } = await withAdmin(await startedIdentity(t));
  const [email, other] = [emailKey(admin.email), 'nobody@example.com'];

  t.true(await hasSignedInFrom(store.read, { emailKey: email, ip: origin.ip }));
  t.false(await hasSignedInFrom(store.read, { emailKey: email, ip: '198.51.100.1' }));
  t.false(await hasSignedInFrom(store.read, { emailKey: other, ip: origin.ip }));
});
