import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { filesBelow } from '../support/files-below.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { seedReader } from '../support/seed-reader.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ada = { email: 'ada@example.com', password: 'a long enough password too', tables: [] };

const hostWithAda = async (t: Parameters<typeof startHost>[0]) => {
  const dataDir = join(await tempFolder(t), 'data');
  await seedReader(dataDir, ada);
  const host = await startHost(t, { dataDir });
  const token = await new HostClient(host.url).signIn(ada);
  return { host, token, client: new HostClient(host.url, token) };
};

/** Sends a form with one file, as a browser or curl does. */
const sendFile = async (
  { url, token }: { url: string; token: string },
  path: string,
  { name, content }: { name: string; content: string | Buffer<ArrayBuffer> },
) => {
  const form = new FormData();
  form.set('file', new File([content], name));
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/upload/${path}`, { method: 'POST', headers, body: form });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
};

test('N70: a session that is sent is kept as it was, each change as a version, and all of it can be deleted', async (t) => {
  const { host, token, client } = await hostWithAda(t);
  const to = { url: host.url, token };
  const name = '../höhe "1".jsonl';

  const first = await sendFile(to, 'sessions', { name, content: '{"type":"user"}\n' });
  const again = await sendFile(to, 'sessions', { name, content: '{"type":"user"}\n' });
  const second = await sendFile(to, 'sessions', { name, content: '{"type":"user"}\n{}\n' });

  const sha256 = createHash('sha256').update('{"type":"user"}\n').digest('hex');
  const filename = 'höhe "1".jsonl';
  t.deepEqual(first, { status: 200, body: { status: 'ok', filename, size: 16, sha256, version: 1 } });
  t.deepEqual(again, first);
  t.is(second.body['version'], 2);
  const [file = ''] = (await filesBelow(join(host.dataDir, 'user_sessions'))).filter((path) =>
    path.endsWith(sha256),
  );
  t.is(await readFile(file, 'utf8'), '{"type":"user"}\n');
  const listed = await client.ask('GET /api/upload/sessions');
  t.is(listed['used_bytes'], 35);
  likeWhole(t, listed['sessions'], [{ filename, version: 2, size: 19 }]);
  const gone = await client.send(`DELETE /api/upload/sessions/${encodeURIComponent(filename)}`);
  t.is(gone.status, 204);
  t.deepEqual(await filesBelow(join(host.dataDir, 'user_sessions')), []);
  const audit = await (await host.asAdmin()).ask('GET /api/admin/audit?actor=ada@example.com');
  const entries = (audit['entries'] as readonly { action: string; resource: string }[]).filter(({ action }) =>
    action.startsWith('upload.'),
  );
  t.deepEqual(
    entries.map(({ action, resource }) => `${action} ${resource}`),
    ['upload.deleted', 'upload.session', 'upload.session', 'upload.session'].map(
      (action) => `${action} upload:${filename}`,
    ),
  );
});

test('what is too large, no form, or not within the rights of a token is refused and leaves nothing', async (t) => {
  const { host, token, client } = await hostWithAda(t);
  const to = { url: host.url, token };
  const created = await client.ask('POST /auth/tokens', { body: { name: 'r', scopes: ['read'] } });

  const large = await sendFile(to, 'artifacts', { name: 'a', content: Buffer.alloc(50 * 2 ** 20 + 1) });
  const fits = await sendFile(to, 'artifacts', { name: 'a', content: Buffer.alloc(50 * 2 ** 20) });
  const noForm = await client.send('POST /api/upload/sessions', { body: { file: 'x' } });
  const narrow = { url: host.url, token: String(created['token']) };
  const refused = await sendFile(narrow, 'sessions', { name: 'a', content: 'x' });

  t.like(large, { status: 413, body: { code: 'upload_too_large', limit_bytes: 50 * 2 ** 20 } });
  t.is(fits.status, 200);
  t.is(noForm.status, 400);
  t.like(refused, { status: 403, body: { code: 'scope_missing' } });
  t.is((await filesBelow(join(host.dataDir, 'user_artifacts'))).length, 1);
  t.deepEqual(await filesBelow(join(host.dataDir, 'user_sessions')), []);
});

test('notes are kept in versions up to 1 MiB, and go with their owner', async (t) => {
  const { host, client } = await hostWithAda(t);
  const send = (content: string) => client.send('POST /api/upload/local-md', { body: { content } });

  const kept = await send('Café first.');
  const largest = await send('\u0001'.repeat(2 ** 20));
  const larger = await send('é'.repeat(2 ** 19 + 1));

  t.deepEqual([kept.status, kept.body], [200, { status: 'ok', user: ada.email, size: 12 }]);
  t.is(largest.status, 200);
  t.like(larger, { status: 413, body: { code: 'upload_too_large' } });
  t.is((await filesBelow(join(host.dataDir, 'user_local_md'))).length, 2);
  const asAdmin = await host.asAdmin();
  const [id] = await readdir(join(host.dataDir, 'user_local_md'));
  t.is((await asAdmin.send(`DELETE /api/users/${id}`)).status, 204);
  t.deepEqual(await filesBelow(join(host.dataDir, 'user_local_md')), []);
});
