import test from 'ava';
import { Memory } from '../../host/v2/memory.ts';

/** A memory whose basis and time are what the test says, of answers that are counted. */
const lab = () => {
  const said = { now: 0, basis: 'tables' };
  const memory = new Memory<number>({ lifeMs: 1_000, now: () => said.now, basis: async () => [said.basis] });
  let made = 0;
  const ask = () =>
    memory.get('orders', async () => {
      made += 1;
      return made;
    });
  return { said, memory, ask };
};

test('an answer is kept until it is to be forgotten, as when a catalog is refreshed', async (t) => {
  const { memory, ask } = lab();

  const [first, kept] = [await ask(), await ask()];
  memory.forget('orders');

  t.deepEqual([first, kept, await ask()], [1, 1, 2]);
});

test('an answer is made anew after its time, and when what it follows from is another', async (t) => {
  const { said, ask } = lab();
  await ask();

  said.now = 1_000;
  const old = await ask();
  said.basis = 'other tables';

  t.deepEqual([old, await ask()], [2, 3]);
});
