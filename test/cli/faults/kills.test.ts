import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../../support/file-context.ts';
import { ended, type Machine } from '../run-agnes.ts';
import { type Company, promoted, startCompany } from './company.ts';
import { holdAt } from './hold-at.ts';

const context = fileContext();
let company: Company;

test.before(async (t) => {
  t.timeout(300_000);
  company = await startCompany(context);
});

/** Whatever has happened: each table is wholly the one before or wholly the one of now. */
const checkWhole = async (t: ExecutionContext, machine: Machine): Promise<void> => {
  const files = Object.entries(await promoted(machine));
  t.is(files.length, 2);
  for (const [id, digest] of files) t.true([company.before[id], company.now[id]].includes(digest), id);
};

/** Numbers that look like chance and are the same each time. */
const shares = (seed: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => ((seed + i + 1) * 0.618_033_988_75) % 1);

for (const [signal, code] of [
  ['SIGKILL', null],
  ['SIGINT', 130],
] as const) {
  test(`${signal} at any byte of a download: what is in place stays whole, and the next sync has everything`, async (t) => {
    t.timeout(300_000);
    const { proxy, machine } = await company.client(t);
    for (const share of shares(signal.length, 6)) {
      const held = holdAt(proxy, share);
      const child = machine.start(['sync']);
      const end = ended(child);
      await held;
      child.kill(signal);
      t.is((await end).code, code);
      await checkWhole(t, machine);
    }
    proxy.fault = {};

    const { code: last, stderr } = await machine.run(['sync']);

    t.is(last, 0, stderr);
    t.deepEqual(await promoted(machine), company.now);
    const isResumed = proxy.ranges.some((range) => range !== undefined);
    // What kill -9 leaves depends on what had reached the disk.
    if (signal === 'SIGINT') t.false(isResumed, 'Ctrl-C leaves nothing half arrived');
  });
}
