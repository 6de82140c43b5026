import type { Claim, FormAttempt, FormMethod, LinkRequest } from '@agnes/sdk';
import test from 'ava';
import provider from '../provider.ts';

const ada: Claim = { issuer: 'agnes', subject: 'u1', email: 'ada@example.com', emailVerified: true };

/** What the host was asked for in one attempt. */
interface Asked {
  readonly verified: unknown[];
  readonly checked: string[];
  readonly taken: unknown[];
  readonly set: unknown[];
  readonly sent: LinkRequest[];
}

const attemptWith = (values: Record<string, string>): { attempt: FormAttempt; asked: Asked } => {
  const asked: Asked = { verified: [], checked: [], taken: [], set: [], sent: [] };
  const passwords: FormAttempt['passwords'] = {
    verify: async (...typed) => {
      asked.verified.push(typed);
      return ada;
    },
    check: (password) => void asked.checked.push(password),
    set: async (...chosen) => void asked.set.push(chosen),
  };
  const links: FormAttempt['links'] = {
    send: async (link) => void asked.sent.push(link),
    take: async (link) => {
      asked.taken.push(link);
      return ada;
    },
  };
  return { attempt: { values, passwords, links }, asked };
};

const { flows } = provider.methods({
  settings: {},
  http: { fetch: () => Promise.reject(new Error('none')), download: () => Promise.reject(new Error('none')) },
  log: () => undefined,
  mail: () => ({ ok: true }),
  hasSecret: () => false,
  isDevelopment: false,
})[0] as FormMethod;

test('the host is asked about exactly what was typed, and its answer is the claim', async (t) => {
  const { attempt, asked } = attemptWith({ email: ' Ada@Example.com', password: ' secret ' });

  const claim = await flows['sign-in'].complete.run(attempt);

  t.deepEqual(asked.verified, [[' Ada@Example.com', ' secret ']]);
  t.is(claim, ada);
});

test('missing fields are asked about too, so that they cost as much time', async (t) => {
  const { attempt, asked } = attemptWith({});

  await flows['sign-in'].complete.run(attempt);

  t.deepEqual(asked.verified, [['', '']]);
});

test('a link to reset a password goes to anybody, one to set the first only to whom has none', async (t) => {
  const { attempt, asked } = attemptWith({ email: 'ada@example.com' });

  await flows['reset']?.begin?.run(attempt);
  await flows['setup']?.begin?.run(attempt);

  t.is(asked.sent.length, 2);
  t.like(asked.sent[0], {
    purpose: 'password_reset',
    to: 'anybody',
    lifeSeconds: 86_400,
    path: '/auth/password/reset',
  });
  t.like(asked.sent[1], { purpose: 'password_setup', to: 'without_password', lifeSeconds: 604_800 });
});

test('a chosen password is set for whoever holds the link', async (t) => {
  const chosen = { password: 'long enough', confirm_password: 'long enough', name: 'Ada' };
  const { attempt, asked } = attemptWith({ email: 'ada@example.com', token: 'x', ...chosen });

  const claim = await flows['setup']?.complete.run(attempt);

  t.is(claim, ada);
  t.deepEqual(asked.taken, [{ email: 'ada@example.com', token: 'x', purpose: 'password_setup' }]);
  t.deepEqual(asked.set, [[ada, { password: 'long enough', name: 'Ada' }]]);
});

test('two passwords that differ are refused before the link is used up', async (t) => {
  const chosen = { password: 'long enough', confirm_password: 'long enouhg' };
  const { attempt, asked } = attemptWith({ email: 'ada@example.com', token: 'x', ...chosen });

  const outcome = await flows['reset']?.complete.run(attempt);

  t.deepEqual(outcome, { reject: 'passwords_differ' });
  t.deepEqual(asked.taken, []);
});
