import test from 'ava';
import { quoteIdent, quoteText } from '../../host/store/quote-ident.ts';

test('a quote inside a name cannot end the identifier', (t) => {
  t.is(quoteIdent('a" ; drop table b; --'), '"a"" ; drop table b; --"');
});

test('a quote inside a text cannot end the literal', (t) => {
  t.is(quoteText("it's"), "'it''s'");
});

test('a NUL is refused in names and in texts', (t) => {
  t.throws(() => quoteIdent('a\0b'), { name: 'nul_in_sql' });
  t.throws(() => quoteText('a\0b'), { name: 'nul_in_sql' });
});
