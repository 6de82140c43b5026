import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import type { ConfigFault } from '../../config/errors.ts';
import { loadConfig } from '../../config/load.ts';
import { tempFolder } from '../support/temp-folder.ts';

const minimal = `
instance: { name: Test }
auth: { allowed_domain: "" }
server: { host: 127.0.0.1, hostname: localhost }
`;

const fileWith = async (t: ExecutionContext, text: string): Promise<string> => {
  const file = join(await tempFolder(t), 'instance.yaml');
  await writeFile(file, text);
  return file;
};

const faultsOf = async (t: ExecutionContext, text: string, env = {}): Promise<readonly ConfigFault[]> => {
  const file = await fileWith(t, text);
  const error = await t.throwsAsync(loadConfig({ files: [file], env }));
  t.true(isPlatformError(error));
  return (error as unknown as { details: { faults: readonly ConfigFault[] } }).details.faults;
};

test('defaults are filled in and the result is frozen', async (t) => {
  const { config } = await loadConfig({ files: [await fileWith(t, minimal)], env: {} });

  t.is(config.server.port, 8000);
  t.is(config.query.timeout_ms, 300_000);
  t.true(Object.isFrozen(config.server));
});

test('missing required keys, an unknown key and an unset variable are all told at once, with line and fix', async (t) => {
  const faults = await faultsOf(t, 'instance:\n  name: ${NOPE}\n  colour: red\nserver: { host: x }\n');

  t.deepEqual(
    faults.map(({ line, key }) => [line, key]),
    [
      [2, 'instance.name'],
      [undefined, 'auth'],
      [3, 'instance.colour'],
      [4, 'server.hostname'],
    ],
  );
  t.true(faults.every(({ fix }) => fix.length > 0));
});

test('a misspelt key names the key it was meant to be', async (t) => {
  const faults = await faultsOf(t, `${minimal}queri: {}\n`);

  t.is(faults[0]?.message, '"queri" is not a known key; did you mean "query"?');
});

test('variables are replaced after parsing, so a value cannot rewrite the file', async (t) => {
  const file = await fileWith(t, minimal.replace('Test', '"${NAME}"'));

  const { config } = await loadConfig({ files: [file], env: { NAME: 'a", port: 1 #\nx: y' } });

  t.is(config.instance.name, 'a", port: 1 #\nx: y');
});

test('a secret of the host is never read into the configuration', async (t) => {
  const faults = await faultsOf(t, minimal.replace('Test', '"${JWT_SECRET_KEY}"'), {
    JWT_SECRET_KEY: 'canary',
  });

  t.regex(faults[0]?.message ?? '', /secret of the host/);
});

test('the overlay wins over the file, key by key, and expands the same variables', async (t) => {
  const file = await fileWith(t, minimal);
  const overlay = await fileWith(t, 'instance: { subtitle: "${SUB}" }\n');

  const loaded = await loadConfig({ files: [file, overlay], env: { SUB: 'here' } });

  t.is(loaded.config.instance.name, 'Test');
  t.is(loaded.config.instance.subtitle, 'here');
  t.is(loaded.originOf('instance.subtitle'), overlay);
  t.is(loaded.originOf('query.workers'), 'default');
});

test('a file that is not YAML is refused with its line', async (t) => {
  const faults = await faultsOf(t, 'instance: [\n');

  t.is(faults[0]?.key, '(file)');
  t.is(typeof faults[0]?.line, 'number');
});

test('a duplicate key is refused instead of the last one winning', async (t) => {
  const faults = await faultsOf(t, `${minimal}data_dir: a\ndata_dir: b\n`);

  t.regex(faults[0]?.message ?? '', /unique/i);
});

test('the marketplace that is served is not called as the client calls those of its vendor', async (t) => {
  const named = (name: string) => `${minimal}marketplaces: { served_name: ${name} }\n`;
  const { config } = await loadConfig({ files: [await fileWith(t, named('acme-data'))], env: {} });

  t.is(config.marketplaces.served_name, 'acme-data');
  for (const name of ['claude-code', 'anthropic', 'cc-plugin-x', 'Acme', 'a--b', '"a b"'])
    t.is((await faultsOf(t, named(name)))[0]?.key, 'marketplaces.served_name', name);
});
