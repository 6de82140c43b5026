import test from 'ava';
import { isDomainAllowed } from '../../host/identity/sign-in/allowed-domain.ts';

const isAllowed = test.macro({
  title: (_, rule: string, email: string, expected: boolean) =>
    `"${email}" may${expected ? '' : ' not'} come in under "${rule}"`,
  exec: (t, rule: string, email: string, expected: boolean) =>
    t.is(isDomainAllowed(rule, email, false), expected),
});

test(isAllowed, 'acme.example', 'ada@acme.example', true);
test(isAllowed, 'other.example, ACME.example ', 'Ada@Acme.Example', true);
test(isAllowed, 'acme.example', 'ada@eu.acme.example', false);
test(isAllowed, 'acme.example', 'ada@notacme.example', false);
test(isAllowed, 'acme.example', 'ada@evil.example@acme.example', true);
test(isAllowed, 'acme.example', 'ada@acme.example@evil.example', false);
test(isAllowed, 'bücher.example', 'ada@xn--bcher-kva.example', true);
test(isAllowed, '*', 'anybody@anywhere.example', true);
test(isAllowed, '', 'ada@acme.example', false);
test(isAllowed, ' , ', 'ada@acme.example', false);

test('N54: an empty list lets nobody new in, and people who are known already', (t) => {
  t.true(isDomainAllowed('', 'ada@acme.example', true));
  t.false(isDomainAllowed('other.example', 'ada@acme.example', true));
});
