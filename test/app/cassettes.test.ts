import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { recordPlugin } from '../../host/app/author/record-plugin.ts';
import { replayPlugin } from '../../host/app/author/replay-plugin.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const tutorial = fileURLToPath(new URL('../../docs/examples/tutorial/', import.meta.url));
const secret = 'canary-of-the-desk-4711';
const session = 'session-of-somebody-0815';

/** A help desk that repeats the secret, and tells others, in what it answers. */
const indiscreetDesk = async (t: ExecutionContext): Promise<string> => {
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${secret}`;
    const isFirst = request.url === '/tickets?page=1';
    response.writeHead(isKnown ? 200 : 401, {
      'content-type': 'application/json',
      'set-cookie': `sid=${session}`,
      'x-request-id': session,
      etag: '"7"',
    });
    const ticket = { id: isFirst ? 1 : 2, subject: `For ${secret}`, updated_at: '2027-01-01T08:00:00Z' };
    response.end(
      JSON.stringify({
        tickets: [ticket],
        access_token: session,
        ...(isFirst && { next: 2 }),
        seen: session,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  // Bound to an address and a port, never to a pipe.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const edit = async (path: string, change: (text: string) => string): Promise<void> =>
  writeFile(path, change(await readFile(path, 'utf8')));

const deskPlugin = async (t: ExecutionContext): Promise<string> => {
  const folder = join(await tempFolder(t), 'tickets');
  await cp(tutorial, folder, { recursive: true });
  await rm(join(folder, 'fixtures.json'));
  return folder;
};

test.serial('a recording holds what was answered and no secret, and is replayed', async (t) => {
  const folder = await deskPlugin(t);
  const url = await indiscreetDesk(t);
  const settings = join(await tempFolder(t), 'settings.json');
  await writeFile(settings, JSON.stringify({ url, token: 'DESK_TOKEN' }));

  const made = await recordPlugin({ folder, settings }, { DESK_TOKEN: secret });

  const file = join(folder, 'cassettes', 'default.json');
  const text = await readFile(file, 'utf8');
  likeWhole(t, made.data, { file, requests: 3, tables: ['tickets'] });
  for (const word of [secret, session, 'set-cookie', 'uthorization', url.slice('http://'.length)])
    t.false(text.includes(word), word);
  likeWhole(t, JSON.parse(text), {
    config: { url: '{server}' },
    tables: [{ rows: 2 }],
    offered: ['tickets'],
  });
  t.regex(text, /stripped-1/);
  t.like(await replayPlugin({ folder }), { data: { passed: true }, failure: undefined });

  await edit(file, (said) =>
    said.replace('"rows": 2', '"rows": 3').replace('/tickets?page=2', '/tickets?page=9'),
  );
  const { text: lines = [] } = await replayPlugin({ folder, name: 'default' });
  t.true(lines.some((line) => line.includes('nothing was recorded for GET /tickets?page=2')));

  await edit(file, (said) => said.replace('"rows": 3', '"rows": 2').replace('page=9', 'page=2'));
  await edit(file, (said) => said.replace('"url": "{server}"', '"url": "https://desk.example.com"'));
  await edit(join(folder, 'agnes.plugin.json'), (said) =>
    said.replace('"config": "url",\n        "secret"', '"host": "desk.example.com",\n        "secret"'),
  );
  const fixed = await replayPlugin({ folder });
  t.deepEqual(fixed.failure, undefined, JSON.stringify(fixed.data));
});

test.serial('nothing is written where the server refuses, or there is nothing to record', async (t) => {
  const folder = await deskPlugin(t);
  const url = await indiscreetDesk(t);
  const settings = join(await tempFolder(t), 'settings.json');
  await writeFile(settings, JSON.stringify({ url, token: 'DESK_TOKEN' }));

  const wrong = { DESK_TOKEN: 'another-secret' };
  await t.throwsAsync(recordPlugin({ folder, settings }, wrong), { code: 'recording_failed' });
  await t.throwsAsync(recordPlugin({ folder }, wrong), { code: 'settings_not_named' });
  const elsewhere = { folder, settings: `${settings}.json` };
  await t.throwsAsync(recordPlugin(elsewhere, wrong), { code: 'settings_unreadable', message: /not there/ });
  const right = { DESK_TOKEN: secret };
  await t.throwsAsync(recordPlugin({ folder, settings, tables: 'tickets,owls' }, right), {
    code: 'table_not_offered',
    message: /no table owls; there are tickets/,
  });
  await t.throwsAsync(recordPlugin({ folder, settings, name: '../x' }, wrong), { code: 'not_recordable' });
  await t.throwsAsync(replayPlugin({ folder }), { code: 'no_cassette' });
});
