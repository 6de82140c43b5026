import test from 'ava';
import { checkEmail, emailKey, localPart } from '../../host/identity/users/email-key.ts';

test('spellings of one address have one key', (t) => {
  t.is(emailKey(' Ada@Example.COM '), 'ada@example.com');
  t.is(emailKey('ａｄａ@example.com'), 'ada@example.com');
  t.is(emailKey('ada@bücher.example'), 'ada@xn--bcher-kva.example');
  t.is(emailKey('ada@xn--bcher-kva.example'), 'ada@xn--bcher-kva.example');
});

test('a text without domain is still comparable', (t) => {
  t.is(emailKey('Nobody'), 'nobody');
  t.is(emailKey('a@b c'), 'a@b c');
});

test('the name of a new user is the part before the last @', (t) => {
  t.is(localPart(' Ada.Lovelace@example.com'), 'Ada.Lovelace');
});

const isRefused = test.macro((t, email: string, code: string) => {
  t.throws(() => checkEmail(email), { code });
});

test('a text without @ is no address', isRefused, 'nobody', 'invalid_email');
test('an address has something before the @', isRefused, '@example.com', 'invalid_email');
test('an address holds no spaces', isRefused, 'a b@example.com', 'invalid_email');
test('an address holds no control characters', isRefused, 'a\u0000b@example.com', 'invalid_email');
test('an address is at most 254 characters long', isRefused, `${'a'.repeat(250)}@b.example`, 'invalid_email');
test('addresses of the host itself belong to nobody else', isRefused, 'root@SYSTEM.local', 'reserved_email');

test('a short internal domain is fine', (t) => {
  t.notThrows(() => checkEmail('dev@localhost'));
});
