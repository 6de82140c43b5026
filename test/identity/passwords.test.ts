import test from 'ava';
import { Gate } from '../../host/identity/passwords/gate.ts';
import {
  checkNewPassword,
  checkPasswordLength,
  isWeakHash,
  Passwords,
} from '../../host/identity/passwords/passwords.ts';
import { formatPhc, parsePhc } from '../../host/identity/passwords/phc.ts';

// Made by the reference implementation of argon2, from its own test suite.
const foreign = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

test('a hashed password verifies, and another does not', async (t) => {
  const passwords = new Passwords();

  const stored = await passwords.hash('correct horse battery');

  t.regex(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  t.true(await passwords.verify(stored, 'correct horse battery'));
  t.false(await passwords.verify(stored, 'Correct horse battery'));
});

test('the same password never hashes twice to the same text', async (t) => {
  const passwords = new Passwords();

  t.not(await passwords.hash('correct horse battery'), await passwords.hash('correct horse battery'));
});

test('a hash of another program verifies', async (t) => {
  const passwords = new Passwords();

  t.true(await passwords.verify(foreign, 'password'));
  t.false(await passwords.verify(foreign, 'passwort'));
});

test('without a hash, or with one of another kind, the answer is no', async (t) => {
  const passwords = new Passwords();

  t.false(await passwords.verify(undefined, ''));
  t.false(await passwords.verify('$2b$12$abcdefghijklmnopqrstuv', 'password'));
  t.false(await passwords.verify('$argon2id$v=19$m=64,t=1,p=1$c2FsdA$CTFhFdXP', 'password'));
  t.false(await passwords.verify('$argon2id$v=19$m=8,t=1,p=4$c29tZXNhbHQ$CTFhFdXP', 'password'));
  t.false(await passwords.verify('$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXP', 'password'));
});

test('without a hash the same work is done, in the same queue', async (t) => {
  const passwords = new Passwords();

  const checks = await Promise.allSettled(
    Array.from({ length: 23 }, () => passwords.verify(undefined, 'password')),
  );

  t.like(checks[21], { status: 'fulfilled', value: false });
  t.like(checks[22], { status: 'rejected', reason: { code: 'busy' } });
});

test('a PHC string survives reading and writing', (t) => {
  const parsed = parsePhc(foreign);

  t.like(parsed, { memory: 65536, passes: 2, parallelism: 1 });
  t.is(parsed && formatPhc(parsed), foreign);
});

test('the parameters of a PHC string may come in any order', (t) => {
  t.like(parsePhc('$argon2id$v=19$p=1,m=64,t=3$c29tZXNhbHQ$CTFhFdXP'), {
    memory: 64,
    passes: 3,
    parallelism: 1,
  });
});

test('a hash is weak when it takes less memory or fewer passes than one made today', (t) => {
  t.false(isWeakHash(foreign));
  t.true(isWeakHash(foreign.replace('m=65536', 'm=4096')));
  t.true(isWeakHash(foreign.replace('t=2', 't=1')));
});

test('a new password has at least 8 characters and at most 1024 bytes', (t) => {
  t.throws(() => checkPasswordLength('1234567'), { code: 'weak_password' });
  t.throws(() => checkPasswordLength('🔑🔑🔑🔑'), { code: 'weak_password' });
  t.throws(() => checkPasswordLength('é'.repeat(513)), { code: 'weak_password' });
  t.notThrows(() => checkPasswordLength('é'.repeat(512)));
});

test('a new password is none of those everybody tries first', (t) => {
  t.throws(() => checkNewPassword('Password123'), { code: 'weak_password' });
  t.notThrows(() => checkNewPassword('tulips in the snow'));
});

test('two run at a time, twenty wait, and the next is told to come back', async (t) => {
  const gate = new Gate({ parallel: 2, queued: 20 });
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const started: number[] = [];
  const work = (id: number) => () => {
    started.push(id);
    return opened;
  };
  const admitted = Array.from({ length: 22 }, (_, id) => gate.run(work(id)));

  await t.throwsAsync(() => gate.run(work(22)), { code: 'busy' });

  t.deepEqual(started, [0, 1]);
  open();
  await Promise.all(admitted);
  t.is(started.length, 22);
});

test('a failing piece of work gives its place back', async (t) => {
  const gate = new Gate({ parallel: 1, queued: 0 });
  await t.throwsAsync(() => gate.run(() => Promise.reject(new Error('no'))));

  t.is(await gate.run(async () => 'yes'), 'yes');
});
