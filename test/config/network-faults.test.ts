import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ConfigFault } from '../../config/errors.ts';
import { loadConfig } from '../../config/load.ts';
import { tempFolder } from '../support/temp-folder.ts';

const written = async (t: ExecutionContext, server: object): Promise<string> => {
  const file = join(await tempFolder(t), 'instance.yaml');
  const whole = {
    instance: { name: 'Test' },
    auth: { allowed_domain: '' },
    server: { host: '127.0.0.1', hostname: 'localhost', ...server },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(whole, null, 2));
  return file;
};

test('T60: a range of proxies that is none stops the start, with the value and the line', async (t) => {
  const wrong = [
    '10.0.0.0/33',
    '10.0.0',
    'fd00::/129',
    'proxy.acme.example',
    '10.0.0.0/8/8',
    '10.0.0.0/x',
    '',
  ];
  const file = await written(t, { trusted_proxies: ['10.0.0.0/8', ...wrong, '::1', '192.0.2.1'] });

  const error = await t.throwsAsync(loadConfig({ files: [file], env: {} }), { code: 'config_invalid' });

  const { faults } = (error as unknown as { details: { faults: readonly ConfigFault[] } }).details;
  t.deepEqual(
    faults.map(({ key, message, line }) => [key, message, line]),
    wrong.map((value) => ['server.trusted_proxies', `"${value}" is neither an address nor a CIDR range`, 11]),
  );
});

test('a name that no Host header can hold is told as a fault', async (t) => {
  const wrong = ['https://a.example', 'a.example/path', '*.example', 'a b', ''];
  const file = await written(t, { allowed_hosts: ['a.example', 'a.example:8000', '[::1]', ...wrong] });

  const error = await t.throwsAsync(loadConfig({ files: [file], env: {} }), { code: 'config_invalid' });

  const { faults } = (error as unknown as { details: { faults: readonly ConfigFault[] } }).details;
  t.deepEqual(
    faults.map(({ message }) => message),
    wrong.map((value) => `"${value}" is no host name, with or without port`),
  );
});
