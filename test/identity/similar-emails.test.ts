import test from 'ava';
import { similarEmails } from '../../host/identity/users/similar-emails.ts';

test('similar addresses are those whose names share most of their letters, likeliest first', (t) => {
  const known = [
    'ada@example.com',
    'adam@example.com',
    'ada@example.org',
    'grace@example.com',
    'b@example.com',
  ];

  t.deepEqual(similarEmails('ad@example.com', known), [
    'ada@example.com',
    'ada@example.org',
    'adam@example.com',
  ]);
  t.deepEqual(similarEmails('b@exmaple.com', known), ['b@example.com']);
  t.deepEqual(similarEmails('zoe@example.com', known), []);
});
