import test from 'ava';
import { Scope } from '../../host/kernel/scope.ts';
import { likeWhole } from '../support/like-whole.ts';

test('releases run one after another, last first, and once', async (t) => {
  const scope = new Scope();
  const ran: string[] = [];
  scope.defer(() => void ran.push('first'));
  scope.defer(async () => {
    await Promise.resolve();
    ran.push('second');
  });
  scope.defer(() => void ran.push('third'));

  await scope.release();
  await scope.release();

  t.deepEqual(ran, ['third', 'second', 'first']);
});

test('a release that throws is a leak, and the others still run', async (t) => {
  const scope = new Scope();
  const ran: string[] = [];
  scope.defer(() => void ran.push('first'));
  scope.defer(() => {
    throw new Error('stuck');
  });

  const leaks = await scope.release();

  likeWhole(t, leaks, [{ message: 'stuck' }]);
  t.deepEqual(ran, ['first']);
});

test('a release that hangs is a leak once the cap is over, and the others still run', async (t) => {
  const scope = new Scope(20);
  const ran: string[] = [];
  scope.defer(() => void ran.push('first'));
  scope.defer(() => new Promise(() => {}));
  scope.defer(() => new Promise(() => {}));

  const leaks = await scope.release();

  likeWhole(t, leaks, [{ code: 'release_timed_out' }, { code: 'release_timed_out' }]);
  t.deepEqual(ran, ['first']);
});

test('what is deferred after the release is released at once', async (t) => {
  const scope = new Scope();
  const ran: string[] = [];
  await scope.release();

  scope.defer(() => void ran.push('late'));

  t.deepEqual(ran, ['late']);
});
