import { type AskingSubject, conformance } from '@agnes/sdk/testing';
import test from 'ava';
import router from '../router.ts';
import type { Settings } from '../settings.ts';
import { startModelServer, type Turn } from './model-server.ts';
import { city, keyed, request } from './router-lab.ts';

const turns: [Turn] = [city];
const server = await startModelServer({ teardown: (stop) => test.after.always(() => stop()) }, turns);

const turn = (next: Turn) => () => {
  turns[0] = next;
};

const subject: AskingSubject = {
  folder: new URL('../', import.meta.url),
  config: { provider: 'anthropic', api_key: 'MODEL_KEY', anthropic_url: server.url },
  secrets: { api_key: 'canary-of-the-model' },
  http: ({ secrets }) => keyed({ 'x-api-key': String(secrets['api_key']) }),
  ask: ({ config, http, log }) =>
    router
      .create({
        // The schema has checked it.
        settings: config as unknown as Settings,
        http,
        log,
        hasSecret: () => true,
        now: Date.now,
        wait: async () => {},
        budget: { take: async () => {}, spend: async () => {} },
      })
      .extractJson(request),
  troubles: {
    refused: turn({ status: 401 }),
    forbidden: turn({ status: 403 }),
    busy: turn({ status: 429, headers: { 'retry-after': '900' } }),
    broken: turn({ status: 500 }),
    cut: turn('cut'),
  },
  codes: {
    refused: 'llm_auth_failed',
    forbidden: 'llm_auth_failed',
    broken: 'llm_timeout',
    cut: 'llm_timeout',
  },
  calm: turn(city),
};

for (const { title, run } of conformance(subject)) test.serial(title, (t) => t.notThrowsAsync(run()));
