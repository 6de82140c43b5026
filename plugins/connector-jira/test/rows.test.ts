import test from 'ava';
import { compareKeys, isIssueKey } from '../keys.ts';
import { textOf } from '../rows/adf.ts';
import { hierarchicalPathOf, localPathOf, safeSegment } from '../rows/attachment-path.ts';
import { instantOf, monthOf } from '../rows/dates.ts';
import { rowMaker } from '../rows/rows-of-issue.ts';
import type { Settings } from '../settings.ts';
import { documentOf } from './support/samples.ts';

const settings: Settings = { domain: 'acme.atlassian.net', email: 'robot@acme.example' };

test('dates are instants in UTC to the microsecond, whatever their offset, and nothing where they are none', (t) => {
  const told: readonly (readonly [unknown, string | null])[] = [
    ['2024-05-31T23:30:00.000+0200', '2024-05-31T21:30:00.000000Z'],
    ['2024-05-31T23:30:00.123456+02:00', '2024-05-31T21:30:00.123456Z'],
    ['2024-05-31T23:30:00Z', '2024-05-31T23:30:00.000000Z'],
    ['2024-05-31T23:30:00.1234567-0330', '2024-06-01T03:00:00.123456Z'],
    ['2024-05-31', '2024-05-31T00:00:00.000000Z'],
    ['2024-02-30T10:00:00Z', null],
    ['2024-13-01T10:00:00Z', null],
    ['yesterday', null],
    ['', null],
    [null, null],
    [17, null],
  ];

  t.deepEqual(
    told.map(([value]) => instantOf(value)),
    told.map(([, instant]) => instant),
  );
  t.is(monthOf('2024-06-01T00:30:00.000+0200'), '2024-05');
});

test('a document becomes the text of its nodes in order, a text stays, and nothing stays nothing', (t) => {
  const nested = {
    type: 'doc',
    content: [
      { type: 'bulletList', content: [{ type: 'listItem', content: documentOf('one').content }] },
      {
        type: 'paragraph',
        content: [
          { type: 'mention', attrs: { text: '@mia' } },
          { type: 'text', text: 'two' },
        ],
      },
    ],
  };

  t.is(textOf(nested), 'one two');
  t.is(textOf('h1. wiki'), 'h1. wiki');
  t.is(textOf(null), null);
  t.is(textOf({ type: 'doc', content: [] }), '');
  t.notThrows(() => textOf(JSON.parse(`${'{"content":['.repeat(5_000)}${']}'.repeat(5_000)}`)));
});

test('only what is the key of an issue is taken for one', (t) => {
  t.true(['A-1', 'SUP-15190', 'A1B-999999999999'].every(isIssueKey));
  t.false(
    [
      'sup-1',
      'SUP-',
      'SUP-1/..',
      '../SUP-1',
      'SUP-1\n',
      'SÜP-1',
      'SUP-١',
      '1A-1',
      `${'A'.repeat(33)}-1`,
      7,
    ].some(isIssueKey),
  );
  t.deepEqual(['B-1', 'A-10', 'A-9'].sort(compareKeys), ['A-9', 'A-10', 'B-1']);
});

test('the name of an attachment is one segment of a path that stays below its folder', (t) => {
  t.deepEqual(
    ['../../etc/passwd', 'a/b\\c', '..', '', '.hidden', 'Grüße (1).pdf', 'a\u0000b\nc'].map(safeSegment),
    ['__.._etc_passwd', 'a_b_c', '_', '_', '_hidden', 'Grüße (1).pdf', 'a_b_c'],
  );
  t.is(localPathOf('SUP-1', '7', 'x/y.txt'), 'attachments/SUP-1/7_x_y.txt');
  t.is(hierarchicalPathOf('SUP-15190', '7', 'log.txt'), '15/190/7_log.txt');
  t.is(hierarchicalPathOf('SUP-42', '7', 'log.txt'), '0/42/7_log.txt');
  t.true(safeSegment(`${'x'.repeat(400)}.tar`).endsWith('.tar'));
  t.true(safeSegment(`${'x'.repeat(400)}.tar`).length <= 120);
});

test('a change is told by the words Jira sends, also where they are the names of functions', (t) => {
  const rows = rowMaker(settings)({
    key: 'SUP-1',
    fields: {},
    changelog: {
      histories: [
        {
          id: '7',
          created: '2024-05-31T23:30:00.000+0200',
          items: [
            { field: 'status', fieldtype: 'jira', from: '1', to: '3', fromString: 'To Do', toString: 'Done' },
            { field: 'x', from: '1', to: '2' },
          ],
        },
      ],
    },
  });

  t.deepEqual(
    rows.changelog.map(({ from_value, to_value }) => [from_value, to_value]),
    [
      ['To Do', 'Done'],
      ['1', '2'],
    ],
  );
});

test('links are told from each end, with what is linked', (t) => {
  const linked = (key: string) => ({
    key,
    fields: { summary: key, status: { name: 'Open' }, priority: { name: 'Low' } },
  });
  const { issuelinks, remote_links } = rowMaker(settings)({
    key: 'SUP-1',
    fields: {
      issuelinks: [
        { id: '1', type: { name: 'Blocks' }, outwardIssue: linked('SUP-2') },
        { id: '2', type: { name: 'Blocks' }, inwardIssue: linked('SUP-3') },
      ],
    },
    _remote_links: [
      {
        id: 10_000,
        application: { name: 'Wiki', type: 'confluence' },
        object: { url: 'https://x', title: 'Page' },
      },
    ],
  });

  t.deepEqual(
    issuelinks.map((row) => [row['direction'], row['linked_issue_key'], row['linked_issue_status']]),
    [
      ['outward', 'SUP-2', 'Open'],
      ['inward', 'SUP-3', 'Open'],
    ],
  );
  t.deepEqual(remote_links, [
    {
      issue_key: 'SUP-1',
      remote_link_id: '10000',
      url: 'https://x',
      title: 'Page',
      application_name: 'Wiki',
      application_type: 'confluence',
    },
  ]);
});
