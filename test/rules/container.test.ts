import { access, readFile } from 'node:fs/promises';
import test from 'ava';
import { parse } from 'yaml';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test('the image copies only folders that exist, and leaves out none the host needs', async (t) => {
  const text = await readFile('Dockerfile', 'utf8');
  const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' '),
  );

  const missing = await Promise.all(copied.map(async (path) => ((await exists(path)) ? [] : [path])));

  const ignored = await readFile('.dockerignore', 'utf8');
  const sent = new Set([...ignored.matchAll(/^!(.+)$/gm)].map(([, path]) => path));
  t.deepEqual(missing.flat(), []);
  t.deepEqual(
    copied.filter((path) => !sent.has(path)),
    [],
  );
  t.deepEqual(
    ['sdk', 'config', 'host', 'marketplace', 'metrics', 'plugins', 'cli', 'templates'].filter(
      (part) => !copied.includes(part),
    ),
    [],
  );
});

test('the image runs as a user of its own, has a health check and the pinned Node', async (t) => {
  const text = await readFile('Dockerfile', 'utf8');
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));

  t.regex(text, /^USER agnes$/m);
  t.regex(text, /^HEALTHCHECK .*\n.*\/api\/health/m);
  t.is(/^ARG NODE_VERSION=(.+)$/m.exec(text)?.[1], devDependencies.node);
});

test('compose publishes the host on loopback only and knows the profiles tls and full', async (t) => {
  const { services } = parse(await readFile('compose.yaml', 'utf8'));

  t.deepEqual(services.app.ports, ['127.0.0.1:${PORT:-8000}:${PORT:-8000}']);
  t.is(services.app.profiles, undefined);
  t.deepEqual(services.caddy.profiles, ['tls', 'full']);
});

test('the proxy sends the same security headers as the host', async (t) => {
  const text = await readFile('Caddyfile', 'utf8');

  t.regex(text, /Strict-Transport-Security "max-age=31536000/);
  t.regex(text, /X-Frame-Options DENY/);
  t.regex(text, /X-Content-Type-Options nosniff/);
  t.regex(text, /Referrer-Policy strict-origin-when-cross-origin/);
  t.regex(text, /^\t\t-Server$/m);
});
