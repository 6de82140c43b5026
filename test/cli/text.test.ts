import test from 'ava';
import { parseExact, stringifyExact } from '../../cli/json/exact.ts';
import { byteText } from '../../cli/terminal/byte-text.ts';
import { csvLines } from '../../cli/terminal/csv.ts';
import { safeJson, safeText } from '../../cli/terminal/safe-text.ts';
import { textTable } from '../../cli/terminal/text-table.ts';
import { isOlder } from '../../cli/version.ts';

test('text loses what a terminal would obey, and keeps what people read', (t) => {
  t.is(safeText('a\u001b]0;title\u0007b\u009b31mc\u202ed\te\r\nf é 日'), 'abcd e f é 日');
});

test('JSON escapes what a terminal would obey and means the same', (t) => {
  const json = safeJson(JSON.stringify({ a: '\u009b31m\u202e\u007f' }));

  t.is(json, '{"a":"\\u009b31m\\u202e\\u007f"}');
  t.deepEqual(JSON.parse(json), { a: '\u009b31m\u202e\u007f' });
});

test('whole numbers beyond doubles survive reading and writing', (t) => {
  const text = '{"a":9007199254740993,"b":-170141183460469231731687303715884105728,"c":1.5,"d":1e300}';

  t.is(stringifyExact(parseExact(text)), text.replace('1e300', '1e+300'));
});

test('a table takes no more than the width and names what it leaves out', (t) => {
  const columns = ['first', 'second', 'third'].map((title) => ({ title }));

  const lines = [...textTable(columns, [['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(30)]], 16)];

  t.deepEqual(lines, ['first   second', '──────  ──────', 'aaaaa…  bbbbb…', '(not shown: third)']);
});

test('wide characters take two columns', (t) => {
  const lines = [
    ...textTable(
      [{ title: 'a' }, { title: 'n', align: 'right' }],
      [
        ['日本', 1],
        ['x', 22],
      ],
      80,
    ),
  ];

  t.deepEqual(lines, ['a      n', '────  ──', '日本   1', 'x     22']);
});

test('CSV guards text that a spreadsheet would run, whatever its column is called', (t) => {
  const types = ['VARCHAR', 'INTEGER', 'INTEGER[]', 'DECIMAL(9,2)'];

  const lines = [
    ...csvLines(
      ['=a', 'b', 'c', 'd'],
      [
        ['@x', -1, '-[1]', '-1.50'],
        ['', null, '\tx', '2'],
      ],
      { types, raw: false },
    ),
  ];

  t.deepEqual(lines, ["'=a,b,c,d", "'@x,-1,'-[1],-1.50", `"",,'\tx,2`]);
});

test('bytes are shown with three digits and a unit', (t) => {
  t.deepEqual([0, 999, 1000, 13_200_000, 5e12].map(byteText), [
    '0 B',
    '999 B',
    '1.0 KB',
    '13.2 MB',
    '5.0 TB',
  ]);
});

test('versions are compared as numbers, a pre-release before its release', (t) => {
  t.true(isOlder('0.9.0', '0.10.0'));
  t.true(isOlder('1.0.0-rc.1', '1.0.0'));
  t.false(isOlder('1.0.0', '1.0.0'));
  t.false(isOlder('2.0.0', '1.9.9'));
});
