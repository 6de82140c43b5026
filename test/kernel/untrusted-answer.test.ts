import test from 'ava';
import { dataOf, isVeto } from '../../host/kernel/untrusted-answer.ts';

const { proxy, revoke } = Proxy.revocable([], {});
revoke();

test('an answer that is no plain data is refused in words that say what it is', (t) => {
  const refused = (answer: unknown, reason: string | RegExp) =>
    t.throws(() => dataOf(answer), { code: 'hook_result_invalid', message: reason });
  const trap = {
    get name() {
      throw new Error('trap');
    },
  };

  refused(new Array(100_001).fill(0), 'its answer is not valid: it has more than 100000 items.');
  refused(() => 1, 'its answer is not valid: it is a function.');
  refused(Symbol('x'), 'its answer is not valid: it is a symbol.');
  for (const answer of [proxy, trap, { run: () => 1 }]) refused(answer, /: it is no plain data \(.+\)\.$/);
});

test('what is gone on with is a copy, in which a getter has been asked once', (t) => {
  let asked = 0;
  const answer = {
    get name() {
      asked += 1;
      return asked;
    },
  };

  const copy = Object(dataOf(answer));

  t.deepEqual([copy.name, copy.name], [1, 1]);
  t.is(asked, 1);
  t.is(dataOf(undefined), undefined);
  t.is(dataOf(null), null);
});

test('what throws when it is looked at is no veto', (t) => {
  t.false(isVeto(proxy));
});
