import { join } from 'node:path';
import test from 'ava';
import { Access } from '../../host/access/access.ts';
import { insertUser } from '../../host/identity/users/repository.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Visitor } from './support/visitor.ts';

const hour = 3_600_000;

/** Makes an administrator by break-glass in the data folder of a host that is stopped. */
const breakGlass = async (dataDir: string): Promise<string> => {
  const now = Date.now;
  await using store = await openSystemStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.1.0' });
  const access = new Access({ store, now });
  return store.keep(async (tx) => {
    await access.seedGroups(tx);
    const { id } = await insertUser(tx, { email: 'bea@example.com', name: 'Bea', at: new Date(now()) });
    await access.addBreakGlass(tx, { userId: id, expiresAt: new Date(now() + 20 * hour) });
    return id;
  });
};

test('every page tells administrators who is one by break-glass, until somebody confirms it', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const id = await breakGlass(dataDir);
  const host = await startHost(t, { dataDir });
  const root = await Visitor.signedIn(host.url, admin);

  const dashboard = await root.open('/dashboard');
  const page = await root.open(`/admin/users/${id}`);
  const confirmed = await root.follow(`/admin/users/${id}/confirm-administrator`);
  const again = await root.send(`/admin/users/${id}/confirm-administrator`);

  t.regex(
    dashboard.html,
    /aria-label="Notices">\s*<p>bea@example\.com is an administrator by break-glass until /,
  );
  t.regex(page.html, /Confirm bea@example\.com as administrator/);
  t.regex(confirmed.html, /The membership in Admin lasts from now on/);
  t.notRegex(confirmed.html, /aria-label="Notices"/);
  t.is(again.status, 404);
});
