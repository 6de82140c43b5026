import test from 'ava';
import { verifyAudit } from '../../host/store/audit/verify-audit.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from './support/opened-store.ts';
import { killAfterLines, startProgram } from './support/run-program.ts';

/** Kills a writer after so many acknowledged changes, and tells what is missing of them afterwards. */
const lossAfter = test.macro({
  title: (_, count: number) =>
    `kill -9 after ${count} acknowledged changes loses none of them, and the audit chain holds`,
  async exec(t, count: number) {
    const folder = await tempFolder(t);

    const acknowledged = await killAfterLines(
      startProgram({ name: 'write-for-ever', args: [folder] }),
      count,
    );

    const store = await openSystemStore(storeOptions(folder));
    t.teardown(() => store[Symbol.asyncDispose]());
    const rows = await store.read.selectFrom('users').select('id').execute();
    const stored = new Set(rows.map(({ id }) => id));
    t.true(acknowledged.length >= count);
    t.deepEqual(
      acknowledged.filter((id) => !stored.has(id)),
      [],
    );
    t.deepEqual(await verifyAudit(store), { ok: true, checked: rows.length });
  },
});

test.serial(lossAfter, 1);
test.serial(lossAfter, 50);
test.serial(lossAfter, 173);
