import test from 'ava';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startHost } from '../support/start-host.ts';

const password = 'staple battery horse';

test.serial(
  'an administrator invites somebody, who signs in, links a machine and a desktop, and is gone after one call',
  async (t) => {
    const { url, asAdmin } = await startHost(t);
    const admin = await asAdmin();
    const anybody = new HostClient(url);
    const draft = { email: 'bob@example.com', name: 'Bob', send_invite: true };

    const invited = await admin.ask('POST /api/users', { body: draft });
    const { searchParams } = new URL(String(invited['invite_url']));
    const setup = { ...Object.fromEntries(searchParams), password };
    const { access_token } = await anybody.ask('POST /auth/password/setup', { body: setup });
    const bob = new HostClient(url, String(access_token));
    const device = await anybody.ask('POST /auth/device/code', { body: { client: 'laptop' } });
    await bob.ask('POST /auth/device/approve', {
      body: { user_code: device['user_code'], scopes: ['read'] },
    });
    const asked = { device_code: device['device_code'] };
    const { token } = await anybody.ask('POST /auth/device/token', { body: asked });
    const machine = new HostClient(url, String(token));
    const { code } = await bob.ask('POST /api/desktop/link');
    const linked = await anybody.ask('POST /api/desktop/token', { body: { code } });
    const desktop = new HostClient(url, String(linked['token']));
    const me = await machine.ask('GET /auth/me');
    const renewed = await desktop.send('POST /api/desktop/token');
    await admin.ask(`DELETE /api/users/${invited['id']}`);

    likeWhole(t, me, { email: 'bob@example.com', scopes: ['read'], token_kind: 'pat' });
    t.is(renewed.status, 200);
    t.is((await bob.send('GET /auth/me')).status, 401);
    t.is((await machine.send('GET /auth/me')).status, 401);
    t.is(
      (await new HostClient(url, String(renewed.body['token'])).send('POST /api/desktop/token')).status,
      401,
    );
  },
);
