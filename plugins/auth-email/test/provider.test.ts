import type { Availability, FormMethod, LinkRequest } from '@agnes/sdk';
import test from 'ava';
import provider from '../provider.ts';

const methodWith = (mail: Availability) =>
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

test('the method is there only while mail can leave', (t) => {
  const reason = 'no mail server is configured';

  t.deepEqual(methodWith({ ok: true }).available(), { ok: true });
  t.deepEqual(methodWith({ ok: false, reason }).available(), { ok: false, reason });
});

test('asking sends a link for an hour, and coming back takes it', async (t) => {
  const sent: LinkRequest[] = [];
  const taken: unknown[] = [];
  const passwords = {
    verify: async () => undefined,
    check: () => undefined,
    set: async () => undefined,
  };
  const links = {
    send: async (link: LinkRequest) => void sent.push(link),
    take: async (link: unknown) => {
      taken.push(link);
      return undefined;
    },
  };
  const flow = methodWith({ ok: true }).flows['sign-in'];

  await flow.begin?.run({ values: { email: 'ada@example.com' }, passwords, links });
  await flow.complete.run({ values: { email: 'ada@example.com', token: 'x' }, passwords, links });

  t.is(sent.length, 1);
  t.like(sent[0], { email: 'ada@example.com', purpose: 'magic_link', lifeSeconds: 3600 });
  t.deepEqual(taken, [{ email: 'ada@example.com', token: 'x', purpose: 'magic_link' }]);
});
