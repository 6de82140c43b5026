import test from 'ava';
import { rowMaker } from '../rows/rows-of-issue.ts';
import { tableColumns } from '../rows/tables.ts';
import type { Settings } from '../settings.ts';
import { documentOf, slaOf } from './support/samples.ts';

const settings: Settings = { domain: 'acme.atlassian.net', email: 'robot@acme.example' };
const issueRow = (fields: object, more: Partial<Settings> = {}) =>
  rowMaker({ ...settings, ...more })({ key: 'SUP-15190', id: '10002', fields: { ...fields } }).issues[0];

const sampleMap = {
  participants: 'customfield_10156',
  organizations: { id: 'customfield_10002' },
  request: 'customfield_10010',
  severity: { id: 'customfield_10004', shape: 'option' },
  satisfaction: 'customfield_10157',
  first_response: 'customfield_10328',
  time_to_resolution: 'customfield_10161',
  context: 'customfield_10330',
  custom_url: 'customfield_10325',
} as const;

const sampleValues = {
  customfield_10156: [{ emailAddress: 'mia@acme.example' }, { displayName: 'Tom' }],
  customfield_10002: [{ id: '1', name: 'Acme' }],
  customfield_10010: { requestType: { name: 'Report a bug' }, currentStatus: { status: 'Waiting' } },
  customfield_10004: { id: '10', value: 'High' },
  customfield_10157: { rating: 4 },
  customfield_10328: slaOf(15_000_000),
  customfield_10161: slaOf(60_000, { ended: true }),
  customfield_10330: documentOf('Since', 'Monday'),
  customfield_10325: 'https://acme.example/1',
};

test('every column of the sample map is filled from its field, and the same columns are there without a map', (t) => {
  const mapped = issueRow(sampleValues, { fields: sampleMap });
  const unmapped = issueRow(sampleValues);

  t.like(mapped, {
    participants: '["mia@acme.example","Tom"]',
    organizations: '["Acme"]',
    request_type: 'Report a bug',
    request_status: 'Waiting',
    severity: 'High',
    satisfaction: 4,
    first_response_breached: 'true',
    first_response_goal_millis: 14_400_000,
    first_response_elapsed_millis: 15_000_000,
    time_to_resolution_breached: 'false',
    time_to_resolution_elapsed_millis: 60_000,
    context: 'Since Monday',
    custom_url: 'https://acme.example/1',
    l3_team: null,
  });
  t.deepEqual(Object.keys(mapped ?? {}), Object.keys(unmapped ?? {}));
  t.like(unmapped, { severity: null, first_response_breached: null });
});

test('an SLA that Jira does not tell is nothing, and a cycle that runs counts before those that ended', (t) => {
  const fields = { first_response: 'sla' } as const;
  const both = { ...slaOf(1, { ended: true }), ongoingCycle: slaOf(2).ongoingCycle };

  t.like(issueRow({ sla: { errorMessage: 'No permission' } }, { fields }), {
    first_response_breached: null,
    first_response_elapsed_millis: null,
  });
  t.like(issueRow({ sla: both }, { fields }), { first_response_elapsed_millis: 2 });
});

test('a site adds columns of its own, of the type it says; a value that does not fit is nothing', (t) => {
  const extra_fields = [
    { name: 'story_points', id: 'c1', shape: 'number', type: 'INTEGER' },
    { name: 'due_at', id: 'c2', type: 'TIMESTAMP' },
    { name: 'raw_team', id: 'c3', shape: 'json' },
    { name: 'wrong', id: 'c4', type: 'BIGINT' },
    { name: 'resolve', id: 'c5', shape: 'sla' },
  ] as const;
  const values = { c1: 3, c2: '2024-05-31T23:30:00.000+0200', c3: { a: [1] }, c4: 'many', c5: slaOf(5) };

  const row = issueRow(values, { extra_fields });

  t.like(row, {
    story_points: 3,
    due_at: '2024-05-31T21:30:00.000000Z',
    raw_team: '{"a":[1]}',
    wrong: null,
    resolve_elapsed_millis: 5,
  });
  t.deepEqual(
    tableColumns({ extra_fields })
      .issues.slice(-7)
      .map(({ name, type }) => `${name} ${type}`),
    [
      'story_points INTEGER',
      'due_at TIMESTAMP',
      'raw_team VARCHAR',
      'wrong BIGINT',
      'resolve_breached VARCHAR',
      'resolve_goal_millis BIGINT',
      'resolve_elapsed_millis BIGINT',
    ],
  );
});

test('a map that names what is no column, and a column that is there already, are faults of the settings', (t) => {
  t.throws(() => tableColumns({ fields: { colour: 'customfield_1' } }), { code: 'config_error' });
  t.throws(() => tableColumns({ fields: { severity: { id: 'c', shape: 'sla' } } }), { code: 'config_error' });
  t.throws(() => tableColumns({ extra_fields: [{ name: 'Status', id: 'c' }] }), { code: 'config_error' });
});

test('a field that becomes several columns may be named by one of them, and names one field only', (t) => {
  const fields = {
    request_type: 'customfield_10010',
    request_status: { id: 'customfield_10010' },
    first_response_breached: 'customfield_10328',
  };

  const row = issueRow(sampleValues, { fields });
  t.like(row, { request_type: 'Report a bug', request_status: 'Waiting', first_response_breached: 'true' });
  t.throws(() => issueRow({}, { fields: { request: 'customfield_1', request_type: 'customfield_2' } }), {
    code: 'config_error',
    message: /two fields for "request": customfield_1 and customfield_2/,
  });
});
