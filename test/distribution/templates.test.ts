import test from 'ava';
import { checkNames } from '../../host/distribution/prompts/check-names.ts';
import { renderTemplate, type Values } from '../../host/distribution/prompts/render-template.ts';
import { escapeHtml, safeHtml } from '../../host/distribution/prompts/safe-html.ts';
import { tokensOf } from '../../host/distribution/prompts/template-tokens.ts';

const values: Values = {
  user: { name: 'Ada', is_admin: false, groups: ['A', 'B'] },
  tables: [
    { name: 'orders', rows: 3 },
    { name: 'visits', rows: 0 },
  ],
  nobody: null,
  none: [],
};

const filled = (template: string): string => renderTemplate(template, values);

test('values, loops and choices are filled in, and a tag alone on its line leaves none behind', (t) => {
  const template = [
    'Hello {{user.name}}!',
    '{% for table in tables %}',
    '- {{ table.name }}{% if table.rows %}: {{ table.rows }}{% else %} is empty{% endif %}',
    '{% endfor %}',
    '  {% if not none %}',
    'nothing',
    '  {% endif %}',
    '{% for group in user.groups %}{{ group }},{% endfor %}',
  ].join('\n');

  t.is(filled(template), 'Hello Ada!\n- orders: 3\n- visits is empty\nnothing\nA,B,');
  t.is(filled('{% if nobody %}x{% endif %}{{ nobody }}{ a } 100 % }'), '{ a } 100 % }');
  t.is(filled('{% if user %}\r\nyes\r\n{% endif %}\r\n'), 'yes\n');
});

const faults: readonly (readonly [template: string, line: number, reason: RegExp])[] = [
  ['a\n{{ user.nmae }}', 2, /nothing is called user\.nmae; there are name, is_admin, groups/],
  ['{{ constructor }}', 1, /nothing is called constructor/],
  ['{{ user.__proto__ }}', 1, /nothing is called user\.__proto__/],
  ['{{ user.name.length }}', 1, /nothing is called user\.name\.length/],
  ['{{ tables.length }}', 1, /nothing is called tables\.length/],
  ['{{ nobody.name }}', 1, /nobody may be empty: put it into \{% if nobody %\}/],
  ['{{ tables }}', 1, /tables is a list/],
  ['{{ user }}', 1, /user is more than one value/],
  ['{% for x in user %}{% endfor %}', 1, /user is not a list/],
  ['\n\n{% for x in tables %}', 3, /endfor %\} is missing/],
  ['{% if user %}{% else %}{% else %}{% endif %}', 1, /\{% else %\} has no place here/],
  ['{% endif %}', 1, /endif %\} has no place here/],
  ['{{ 1 + 1 }}', 1, /is not a name/],
  ['{{ user.name | upper }}', 1, /is not a name/],
  ['{{ user.name() }}', 1, /is not a name/],
  ['{% if user.name == "Ada" %}{% endif %}', 1, /has no place here/],
  ['{% set x = 1 %}', 1, /has no place here/],
  ['x\n{{ user.name', 2, /\{\{ stands alone/],
  ['}}', 1, /\}\} stands alone/],
  ['{% for x in tables %}{% endfor %}{{ x }}', 1, /nothing is called x/],
];

for (const [template, line, reason] of faults) {
  test(`a template is refused with its line and the reason: ${JSON.stringify(template)}`, (t) => {
    const error = t.throws(() => filled(template), { code: 'template_invalid' } as never);

    t.regex(error?.message ?? '', reason);
    t.is(Reflect.get(Object(Reflect.get(error ?? {}, 'details')), 'line'), line);
  });
}

test('names are checked in parts that are not shown, too', (t) => {
  const hidden =
    '{% if nobody %}{{ nmae }}{% else %}{% for x in tables %}{% if x.name %}{% else %}{{ x.y }}{% endif %}{% endfor %}{% endif %}';

  t.throws(() => checkNames(hidden, values), { message: /nothing is called nmae/ });
  t.throws(() => checkNames(hidden.replace('nmae', 'tables'), values), { message: /nothing is called x\.y/ });
});

test('loops in loops end before they take the host with them', (t) => {
  const many: Values = { list: Array.from({ length: 200 }, () => 'x') };
  const nested = '{% for a in list %}'.repeat(4) + '{% endfor %}'.repeat(4);
  const long = `{% for a in list %}${'y'.repeat(10_000)}{% endfor %}`;
  const deep = '{% if list %}'.repeat(9) + '{% endif %}'.repeat(9);

  t.throws(() => renderTemplate(nested, many), { message: /too long/ });
  t.throws(() => renderTemplate(long, many), { message: /too long/ });
  t.throws(() => renderTemplate(deep, many), { message: /nested more than 8 deep/ });
});

test('a line full of tags, and tags that nobody closes, are read once and not again for each of them', (t) => {
  const tags = 100_000;

  const tokens = tokensOf('{% if a %}{% endif %}'.repeat(tags));
  const html = safeHtml(`${'<p>'.repeat(tags)}${'</b>'.repeat(tags)}`);

  t.is(tokens.length, 2 * tags);
  t.is(html, `${'<p>'.repeat(tags)}${'</p>'.repeat(tags)}`);
});

const hostile: readonly (readonly [html: string, safe: string])[] = [
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)'],
  ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
  ['<p onclick="alert(1)" style="x">a</p>', '<p>a</p>'],
  ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  ['<a href=" JaVaScript:alert(1)">a</a>', '<a>a</a>'],
  ['<a href="data:text/html,x">a</a>', '<a>a</a>'],
  ['<a href="//evil.example">a</a>', '<a>a</a>'],
  ['<a href="/\\evil.example">a</a>', '<a>a</a>'],
  ['<a href="/skills?a=1&amp;b=2">a</a>', '<a href="/skills?a=1&amp;b=2" rel="noreferrer">a</a>'],
  [
    '<a href="https://x.example/" target="_blank">a</a>',
    '<a href="https://x.example/" rel="noreferrer">a</a>',
  ],
  ['<B>a<i>b</B>c', '<b>a<i>b</i></b>c'],
  ['</main><p>a', '<p>a</p>'],
  ['<svg/onload=alert(1)>', '&lt;svg/onload=alert(1)&gt;'],
  ['<p title="a>b">', '&lt;p title=&quot;a&gt;b&quot;&gt;'],
  ['<!-- x --><p', '&lt;!-- x --&gt;&lt;p'],
  ['a & b &lt;c&gt; &#60;', 'a &amp; b &lt;c&gt; &#60;'],
  ['<constructor></constructor>', '&lt;constructor&gt;'],
];

for (const [html, safe] of hostile) {
  test(`of HTML only structure is left: ${html}`, (t) => {
    t.is(safeHtml(html), safe);
    t.is(safeHtml(safeHtml(html)), safe);
  });
}

test('a value is text wherever it stands', (t) => {
  const name = '"><script>alert(1)</script><a href="javascript:x';

  const html = safeHtml(renderTemplate('<p>{{ name }}</p><a href="{{ name }}">x</a>', { name }, escapeHtml));

  t.regex(html, /^<p>&quot;&gt;&lt;script&gt;/);
  t.notRegex(html, /<script|<a href=/);
});
