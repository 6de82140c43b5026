import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadConfig } from '../../config/load.ts';
import { wantedSources } from '../../host/app/wanted-sources.ts';
import type { KnownConnector } from '../../host/registry/source.ts';
import { tempFolder } from '../support/temp-folder.ts';

const keboola: KnownConnector = {
  type: 'keboola',
  plugin: 'agnes/connector-keboola',
  manifest: {},
  contribution: {
    config: {
      version: 1,
      schema: { type: 'object' },
      env: { stack_url: ['KEBOOLA_STACK_URL', 'KBC_STACK_URL'] },
    },
  },
};

const wanted = async (
  t: Parameters<typeof tempFolder>[0],
  yaml: string,
  env: Readonly<Record<string, string>> = {},
) => {
  const file = join(await tempFolder(t), 'instance.yaml');
  const head =
    'instance: { name: A }\nauth: { allowed_domain: "" }\nserver: { host: 127.0.0.1, hostname: a }\n';
  await writeFile(file, head + yaml);
  const { config } = await loadConfig({ files: [file], env });
  return wantedSources(config, { connectors: [keboola], env }).map(({ slug, type, config, isDefault }) => ({
    slug,
    type,
    config,
    isDefault,
  }));
};

test('a block of data_source, and its type, are a default source each', async (t) => {
  const yaml =
    'data_source:\n  type: keboola\n  keboola: { stack_url: "https://a.test" }\n  bigquery: { project: p }\n  jira: {}\n';

  t.deepEqual(await wanted(t, yaml), [
    { slug: 'keboola', type: 'keboola', config: { stack_url: 'https://a.test' }, isDefault: true },
    { slug: 'bigquery', type: 'bigquery', config: { project: 'p' }, isDefault: true },
  ]);
  t.deepEqual(await wanted(t, 'data_source: { type: local }\n'), []);
  t.deepEqual(await wanted(t, ''), []);
});

test('what is left out comes from the first variable that is set, and a source of the same name wins', async (t) => {
  const env = { KEBOOLA_STACK_URL: '', KBC_STACK_URL: 'https://env.test' };
  const named = 'sources:\n  - { slug: keboola, type: keboola, config: { project_id: "1" } }\n';

  t.deepEqual(await wanted(t, 'data_source: { type: keboola }\n', env), [
    { slug: 'keboola', type: 'keboola', config: { stack_url: 'https://env.test' }, isDefault: true },
  ]);
  t.deepEqual(await wanted(t, `data_source: { type: keboola }\n${named}`, env), [
    {
      slug: 'keboola',
      type: 'keboola',
      config: { stack_url: 'https://env.test', project_id: '1' },
      isDefault: undefined,
    },
  ]);
});
