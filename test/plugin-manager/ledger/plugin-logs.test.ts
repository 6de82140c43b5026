import { readdir } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../../support/like-whole.ts';
import { code, openedLedger } from './support/opened-ledger.ts';

test('the log of a plugin is cut above its rate, says how much is missing, and takes no more than its files', async (t) => {
  const { ledger, logs, clock, text, logFolder } = await openedLedger(t);
  const say = (message: string, level: 'info' | 'warn' = 'info') =>
    ledger.said({ ...code, level, during: 'read:shop', message });

  for (let index = 0; index < 250; index += 1) say(`line ${index}`);
  clock.now += 1_000;
  say('after', 'warn');
  const warned = await logs.last('acme/guard', { limit: 10, level: 'warn' });
  for (let round = 0; round < 12; round += 1) {
    clock.now += 60_000;
    for (let index = 0; index < 200; index += 1) say('x'.repeat(4_000));
    await logs.flush();
  }

  likeWhole(t, warned, [
    { message: 'after' },
    { during: 'host', message: '50 lines were left out: more than 20 in a second.' },
  ]);
  t.regex(text(), /plugin_log_lines_dropped_total\{plugin="acme\/guard"\} 50/);
  t.deepEqual((await readdir(logFolder)).toSorted(), [
    '1.jsonl',
    '2.jsonl',
    '3.jsonl',
    '4.jsonl',
    'current.jsonl',
  ]);
  t.is((await logs.last('acme/guard', { limit: 3, level: 'info' })).length, 3);
  t.deepEqual(await logs.last('acme/none', { limit: 3, level: 'info' }), []);
});
