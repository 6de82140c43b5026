import type { Availability, FormMethod } from '@agnes/sdk';
import test from 'ava';
import provider from '../provider.ts';

const methodWith = (mail: Availability): FormMethod =>
  provider.methods({
    settings: {},
    http: {
      fetch: () => Promise.reject(new Error('none')),
      download: () => Promise.reject(new Error('none')),
    },
    log: () => undefined,
    mail: () => mail,
    hasSecret: () => false,
    isDevelopment: false,
  })[0] as FormMethod;

test('links are offered while mail can leave; signing in with a password is offered always', (t) => {
  const reason = 'no mail server is configured';
  const { flows, available } = methodWith({ ok: false, reason });

  t.deepEqual(available(), { ok: true });
  t.deepEqual(flows['reset']?.begin?.available?.(), { ok: false, reason });
  t.deepEqual(flows['setup']?.begin?.available?.(), { ok: false, reason });
  t.deepEqual(methodWith({ ok: true }).flows['reset']?.begin?.available?.(), { ok: true });
});
