import test from 'ava';
import { afterRun, deliveryEnd } from '../../host/extract/delivery-end.ts';
import type { TableOutcome } from '../../host/extract/outcome.ts';

const outcome = (status: TableOutcome['status'], code?: string): TableOutcome => ({
  ...{ id: status, name: status, status, durationMs: 0 },
  ...(code !== undefined && { error: { code, message: '', remedy: '', retryable: true } }),
});
const whole = { isShort: false };

test('events are taken when every table of their source has seen them, and else wait for those that have not', (t) => {
  const good = [outcome('published'), outcome('unchanged'), outcome('skipped', 'needs_confirmation')];

  t.is(deliveryEnd(good, whole), 'taken');
  t.is(deliveryEnd(good, { isShort: true }), 'waits');
  t.is(deliveryEnd([...good, outcome('skipped', 'left_out')], whole), 'waits');
  t.is(deliveryEnd([...good, outcome('skipped', 'cancelled')], whole), 'waits');
  t.is(deliveryEnd([...good, outcome('failed', 'upstream_error')], whole), 'waits');
  t.is(deliveryEnd([], whole), 'waits');
});

test('a run counts against events only when the connector or the data is to blame', (t) => {
  for (const code of ['plugin_bug', 'connector_crashed', 'protocol_error', 'run_timeout', 'run_silent'])
    t.is(deliveryEnd([outcome('published'), outcome('failed', code)], whole), 'tried', code);
  for (const code of ['out_of_memory', 'bad_row', 'duplicate_key', 'take_in_crashed'])
    t.is(deliveryEnd([outcome('failed', code)], { isShort: true }), 'tried', code);
  for (const code of ['held_back', 'schema_drift', 'folder_not_granted', 'too_many_rows', 'take_in_failed'])
    t.is(deliveryEnd([outcome('failed', code)], whole), 'waits', code);
  for (const code of ['link_refused', 'socket_host_invalid', 'host_stopping', 'internal', 'secret_missing'])
    t.is(deliveryEnd([outcome('failed', code)], whole), 'waits', code);
});

test('a run that the queue does not repeat, and that another may do better, is followed by one', (t) => {
  const isLeftOver = (...outcomes: readonly TableOutcome[]) =>
    afterRun(outcomes, { ...whole, hasTables: true }).isLeftOver;
  const forGood = (code: string): TableOutcome => ({
    ...outcome('failed', code),
    error: { code, message: '', remedy: '', retryable: false },
  });

  t.true(isLeftOver(outcome('published'), outcome('failed', 'plugin_bug')));
  t.true(isLeftOver(outcome('published'), outcome('failed', 'upstream_error')));
  t.true(isLeftOver(outcome('published'), forGood('bad_row')));
  t.true(isLeftOver(forGood('bad_row')));
  t.false(isLeftOver(outcome('failed', 'plugin_bug')));
  t.false(isLeftOver(outcome('published'), forGood('held_back')));
  t.false(isLeftOver(outcome('published'), outcome('skipped', 'left_out')));
});
