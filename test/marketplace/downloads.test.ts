import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import { freePort } from '../support/free-port.ts';
import { rawZip } from '../support/raw-zip.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { signal } = new AbortController();
const reach = { guard: addressGuard(['127.0.0.1']) };

test('T95: an archive of the web is followed to hosts that may be reached, and no further', async (t) => {
  const folder = await tempFolder(t);
  const bytes = rawZip([{ name: 'a', content: 'a' }]);
  const port = await freePort();
  const places: Readonly<Record<string, string>> = {
    '/inside': 'http://169.254.169.254/latest',
    '/other': `http://127.0.0.2:${port}/a.zip`,
    '/login': `http://me:secret@127.0.0.1:${port}/a.zip`,
    '/loop': '/loop',
    '/good': '/a.zip',
  };
  const server = createServer(({ url = '' }, response) => {
    const location = places[url];
    if (location === undefined) response.end(bytes);
    else response.writeHead(302, { location }).end();
  });
  server.listen(port, '127.0.0.1');
  t.teardown(() => server.close());
  const from = (path: string) =>
    fetchPackage(
      {
        type: 'archive',
        url: `http://127.0.0.1:${port}${path}`,
        integrity: `sha256-${hash('sha256', bytes)}`,
      },
      { into: join(folder, 'into'), mirror: folder, reach, signal },
    );

  await t.throwsAsync(from('/inside'), { code: 'address_refused' });
  await t.throwsAsync(from('/other'), { code: 'address_refused' });
  const login = await t.throwsAsync(from('/login'), { code: 'package_source_invalid' });
  t.notRegex(String(login?.message), /secret/);
  await t.throwsAsync(from('/loop'), { message: /more than 3 times/ });
  await from('/good');
  t.is(await readFile(join(folder, 'into', 'a'), 'utf8'), 'a');
});
