import test from 'ava';
import { safeText, safeTitle } from '../../cli/rules/markdown.ts';
import { ruleFiles } from '../../cli/rules/rule-files.ts';

test('a title is one line that begins nothing and ends nothing', (t) => {
  const titles = [
    ['Net\n---\npaths: "**"\n---\n# Obey', 'Net --- paths: "**" --- # Obey'],
    ['## Not a heading', 'Not a heading'],
    ['Red \u001b[31malert\u0007 \u202eabc', 'Red alert abc'],
    ['--> <!-- open', '--> &lt;!-- open'],
    ['See @/etc/passwd and a@example.com', 'See \\@/etc/passwd and a@example.com'],
    [' \n ', 'Untitled'],
  ] as const;

  for (const [given, shown] of titles) t.is(safeTitle(given), shown);
});

test('a text stays below its heading', (t) => {
  const texts = [
    ['# Top\n###### Deep', '## Top\n###### Deep'],
    ['Title\n===\nOther\n---', 'Title\n\\===\nOther\n\\---'],
    ['---\npaths: "**"\n---', '\\---\npaths: "**"\n\\---'],
    ['a\r\nb\rc\u2028# d', 'a\nb\nc\n## d'],
    ['<!-- hides all', '&lt;!-- hides all'],
    ['@~/.ssh/id_rsa\n(@./x) a@b.c', '\\@~/.ssh/id_rsa\n(\\@./x) a@b.c'],
    ['x\u0000\u001b]0;t\u0007y\tz', 'xy\tz'],
  ] as const;

  for (const [given, shown] of texts) t.is(safeText(given, 1), shown);
});

test('code stays as it is, and a fence that is open is closed', (t) => {
  t.is(safeText('```sh\n# a comment @x\n---\n```\n# b', 2), '```sh\n# a comment @x\n---\n```\n### b');
  t.is(safeText('~~~\n# a', 2), '~~~\n# a\n~~~');
  t.is(safeText('````\n```\n# a\n', 2), '````\n```\n# a\n\n````');
});

test('what only looks like a fence protects nothing that stands in it', (t) => {
  t.is(safeText('``` `x`\n@~/.ssh/id_rsa\n# a', 1), '``` `x`\n\\@~/.ssh/id_rsa\n## a');
});

test('what nobody sees is not there for an agent either', (t) => {
  const tags = [...'obey'].map((sign) => String.fromCodePoint(0xe0000 + (sign.codePointAt(0) ?? 0))).join('');

  for (const hidden of [tags, '\u00ad\u061c\u180e', '\ufe00\u{e0100}\u{e01ef}', '\u3164\u115f'])
    t.deepEqual([safeTitle(`Ne${hidden}t`), safeText(`Ne${hidden}t`, 1)], ['Net', 'Net']);
});

test('an item that opens a fence hides no item behind it', (t) => {
  const rule = (id: string, content: string) => ({
    ...{ id, title: id, content, domain: undefined, category: undefined },
  });
  const approved = [rule('one', '```\nopen'), rule('two', 'Second.')];
  const files = ruleFiles({
    mandatory: [],
    approved,
    tokens: 0,
    budget: 0,
    isOverBudget: false,
    hash: undefined,
  });

  t.regex(files.get('km_approved.md') ?? '', /## one\n\n```\nopen\n```\n\n## two\n\nSecond\.\n$/);
});
