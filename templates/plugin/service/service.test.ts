import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceSchedule } from '@agnes/sdk';
import service from './service.ts';

const due: ServiceSchedule = { id: 'due', nextRun: 1_000 };
const later: ServiceSchedule = { id: 'later', nextRun: 9_000 };

/** A service at two seconds past the epoch, and what it fires. */
const started = (fire: (schedule: ServiceSchedule) => Promise<void>) =>
  service.create({
    schedules: { list: async () => [due, later], fire, tick: () => () => {} },
    tickSeconds: 5,
    now: () => 2_000,
    log: () => {},
  });

test('what is due is fired, and nothing else', async () => {
  const fired: string[] = [];
  const running = started(async ({ id }) => void fired.push(id));

  assert.equal(await running.pass(), 'done');

  assert.deepEqual(fired, ['due']);
  assert.equal(running.health().metrics['fired'], 1);
});

test('a pass that fails says so and never rejects', async () => {
  const running = started(async () => Promise.reject(new Error('The host is gone.')));

  assert.equal(await running.pass(), 'failed');
  assert.equal(running.health().detail, 'The host is gone.');
});

test('a service that is stopped has ended what it was doing', async () => {
  const running = started(async () => {});
  running.start();

  await running.stop();
});
