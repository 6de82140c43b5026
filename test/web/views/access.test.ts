import test from 'ava';
import { changesIn, stillNeeded } from '../../../host/web/access/changes.ts';
import { grantsCsv } from '../../../host/web/access/grants-csv.ts';
import { matrixView } from '../../../host/web/access/matrix-view.ts';
import { reviewView, summaryOf } from '../../../host/web/access/review-view.ts';
import { treeView } from '../../../host/web/access/tree-view.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { largeOverview, smallOverview } from '../support/overviews.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const add = { change: 'add', group_id: 'g1', resource_type: 'table', resource_id: 't1' } as const;
const remove = { ...add, change: 'remove', resource_id: 'gone' } as const;

/** States of the cells of a matrix, row by row. */
const statesIn = (view: object) =>
  (view as { rows: readonly { name: string; cells: readonly { state: string }[] }[] }).rows.map(
    ({ name, cells }) => [name, ...cells.map(({ state }) => state)],
  );

test('a cell says none, granted, required, or what administrators have anyway but of the feed', (t) => {
  t.deepEqual(statesIn(matrixView(smallOverview, {})), [
    ['orders', 'admin', 'none'],
    ['payroll', 'admin', 'none'],
    ['one', 'none', 'required'],
    ['gone', 'admin', 'granted'],
  ]);
});

test('the matrix shows 50 resources and 20 groups, and pages both', (t) => {
  const overview = largeOverview({ tables: 120, groups: 45 });

  const first = matrixView(overview, {}) as { rows: unknown[]; groups: unknown[] };
  const last = matrixView(overview, { page: 3, groups_page: 3 }) as { rows: unknown[]; groups: unknown[] };

  t.deepEqual([first.rows.length, first.groups.length], [50, 20]);
  t.deepEqual([last.rows.length, last.groups.length], [20, 5]);
  t.like(last, {
    pager: {
      says: '101–120 of 120 resources',
      back: { href: '/admin/access?view=matrix&page=2&groups_page=3' },
    },
    group_pager: { says: '41–45 of 45 groups' },
  });
});

test('the tree counts what is granted by type and block, and offers nothing that only others were granted', (t) => {
  likeWhole(t, treeView(smallOverview, { group: 'g1' }, now), {
    base: undefined,
    group: {
      base: 3,
      types: [
        {
          title: 'Tables',
          counts: '1 of 3',
          stale: { text: '2 hours ago' },
          blocks: [
            { name: 'sales', counts: '0 of 2' },
            { name: 'In no list', items: [{ name: 'gone', chip: { text: 'Unknown' } }] },
          ],
        },
        { title: 'Plugins', blocks: [{ items: [{ on: true, had: true, chip: { text: 'required' } }] }] },
      ],
    },
  });
  t.notRegex(JSON.stringify(treeView(smallOverview, { group: smallOverview.groups[0]?.id }, now)), /gone/);
});

test('ticked boxes are compared with what was ticked when the page was made; matrix and review say it outright', (t) => {
  const { changes, base, back } = changesIn({
    base: '3',
    back: 'view=matrix&q=a b',
    'had g1 table gone': 'on',
    'had g1 table kept': 'on',
    'want g1 table kept': 'on',
    'want g1 table t1': 'on',
    'add g2 acme/x:thing an id with spaces': 'on',
  });

  t.deepEqual(changes, [
    add,
    { change: 'add', group_id: 'g2', resource_type: 'acme/x:thing', resource_id: 'an id with spaces' },
    remove,
  ]);
  t.is(base, 3);
  t.is(back, 'view=matrix&q=a+b');
  t.deepEqual(changesIn({}), { changes: [], back: '' });
  t.deepEqual(stillNeeded([add, { ...remove, resource_id: 't2' }], smallOverview), [add]);
});

test('the difference is one sentence', (t) => {
  const adds = Array.from({ length: 12 }, () => add);
  const removes = Array.from({ length: 3 }, () => remove);

  t.is(
    summaryOf([...adds, ...removes], { gain: 4, lose: 1 }),
    '12 grants, 3 removals; 4 people gain, 1 loses.',
  );
  t.is(summaryOf([add], { gain: 1, lose: 0 }), '1 grant; 1 person gains.');
  t.is(summaryOf(removes, { gain: 0, lose: 2 }), '3 removals; 2 people lose.');
  t.is(summaryOf([add], { gain: 0, lose: 0 }), '1 grant; nobody gains or loses anything.');
});

test('a difference on top of the changes of somebody else begins at what is there now', (t) => {
  const form = { changes: [add, remove], base: 1, back: 'group=g1' };
  const reach = { gain: 0, lose: 0 };

  likeWhole(t, reviewView(smallOverview, { form, reach }), {
    base: 1,
    fields: ['add g1 table t1', 'remove g1 table gone'],
    changes: [
      { label: 'Grant', group: 'Analysts', resource: 'orders', type: 'Tables' },
      { label: 'Take away', resource: 'gone', type: 'Tables' },
    ],
    back_href: '/admin/access?group=g1',
    discard_href: '/admin/access?group=g1&done=discarded',
  });
  t.like(reviewView(smallOverview, { form, reach, theirs: [] }), {
    base: 3,
    meanwhile: { has_theirs: false },
  });
});

test('a name that a spreadsheet would run is exported as text', (t) => {
  const [group] = smallOverview.groups;
  const hostile = {
    ...smallOverview,
    groups: [{ ...group, id: 'g1', name: '=1+1, "x"' } as (typeof smallOverview.groups)[number]],
  };

  t.is(grantsCsv(hostile).split('\r\n')[1], 'g1,"\'=1+1, ""x""",marketplace_plugin,acme/one,one,required');
});
