import type { LlmHost } from '@agnes/sdk';
import test from 'ava';
import router from '../router.ts';
import type { Settings } from '../settings.ts';
import { startModelServer } from './model-server.ts';
import { city, defaults, request, started } from './router-lab.ts';

const isRefused = test.macro(async (t, given: Partial<Settings>, message: RegExp) => {
  await t.throwsAsync(started(t, [city], given), { code: 'config_error', message });
});

test(
  'a provider without a key is refused at the start',
  isRefused,
  { provider: 'openai_compat', api_key: '' },
  /names no secret/,
);
test(
  'a key without a value is refused at the start',
  isRefused,
  { api_key: 'UNSET' },
  /UNSET, which has no value/,
);

test('without a provider nothing is configured, and every question says so', async (t) => {
  const host = { settings: defaults, hasSecret: () => true } as unknown as LlmHost<Settings>;

  await t.throwsAsync(router.create(host).extractJson(request), { code: 'llm_not_configured' });
});

test('a key of Anthropic is enough by itself', async (t) => {
  const server = await startModelServer(t, [city]);
  const settings = { ...defaults, anthropic_api_key: 'KEY', anthropic_url: server.url };
  const { llm } = await started(t, [city], settings);

  t.is((await llm.extractJson(request)).provider, 'anthropic');
});
