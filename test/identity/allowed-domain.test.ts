import test from 'ava';
import { isDomainAllowed } from '../../host/identity/sign-in/allowed-domain.ts';

const mayComeIn = test.macro({
  title: (_, rule: string, email: string) => `"${email}" may come in under "${rule}"`,
  exec: (t, rule: string, email: string) => t.true(isDomainAllowed(rule, email, false)),
});

const mayNotComeIn = test.macro({
  title: (_, rule: string, email: string) => `"${email}" may not come in under "${rule}"`,
  exec: (t, rule: string, email: string) => t.false(isDomainAllowed(rule, email, false)),
});

test(mayComeIn, 'acme.example', 'ada@acme.example');
test(mayComeIn, 'other.example, ACME.example ', 'Ada@Acme.Example');
test(mayNotComeIn, 'acme.example', 'ada@eu.acme.example');
test(mayNotComeIn, 'acme.example', 'ada@notacme.example');
test(mayComeIn, 'acme.example', 'ada@evil.example@acme.example');
test(mayNotComeIn, 'acme.example', 'ada@acme.example@evil.example');
test(mayComeIn, 'bücher.example', 'ada@xn--bcher-kva.example');
test(mayComeIn, '*', 'anybody@anywhere.example');
test(mayNotComeIn, '', 'ada@acme.example');
test(mayNotComeIn, ' , ', 'ada@acme.example');

test('N54: an empty list lets nobody new in, and people who are known already', (t) => {
  t.true(isDomainAllowed('', 'ada@acme.example', true));
  t.false(isDomainAllowed('other.example', 'ada@acme.example', true));
});
