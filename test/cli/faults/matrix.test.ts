import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../../support/file-context.ts';
import type { Machine } from '../run-agnes.ts';
import { type Company, promoted, startCompany } from './company.ts';
import { histories } from './faults.ts';

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

for (const [name, faults] of Object.entries(histories)) {
  test(`a server that ${name}: no wrong byte gets in place, and the next sync has everything`, async (t) => {
    t.timeout(300_000);
    const { proxy, machine } = await company.client(t);
    for (const fault of faults) {
      proxy.fault = fault;
      await machine.run(['sync', '--timeout', '8']);
      await checkWhole(t, machine);
    }
    proxy.fault = {};

    const { code, stderr } = await machine.run(['sync']);

    t.is(code, 0, stderr);
    t.deepEqual(await promoted(machine), company.now);
    t.true(proxy.ranges.length > 2, 'something was downloaded through the faults');
  });
}
