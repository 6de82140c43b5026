import { readFile } from 'node:fs/promises';
import test from 'ava';
import { configKeys } from '../../config/explain.ts';
import { loadConfig } from '../../config/load.ts';

test('the example configuration is valid as it is', async (t) => {
  const { config } = await loadConfig({ files: ['config/instance.yaml.example'], env: {} });

  t.is(config.instance.name, 'Acme data');
});

test('the example configuration is valid with every commented line switched on', async (t) => {
  const text = await readFile('config/instance.yaml.example', 'utf8');
  const keys = configKeys().map(({ key }) => key.split(/[.[]/)[0]);

  const named = [...text.matchAll(/^(?:# )?([a-z_]+):/gm)].map(([, key]) => key);

  t.deepEqual(
    [...new Set(keys)].filter((key) => !named.includes(key)),
    [],
  );
  t.deepEqual(
    named.filter((key) => !keys.includes(key ?? '')),
    [],
  );
});

test('the demo configuration is valid and registers the six public data sets', async (t) => {
  const { config } = await loadConfig({ files: ['config/demo.yaml'], env: { AGNES_DEMO_FILES: '/data' } });

  t.deepEqual(
    config.sources[0]?.tables.map(({ name }) => name),
    ['flights_3m', 'airports', 'zipcodes', 'seattle_weather', 'movies', 'gapminder'],
  );
});

test('every key has a description', (t) => {
  t.deepEqual(
    configKeys().filter(({ description }) => description === ''),
    [],
  );
});
