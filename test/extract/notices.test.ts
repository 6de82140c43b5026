import test from 'ava';
import { showNotices } from '../../host/extract/notices.ts';
import type { TableOutcome } from '../../host/extract/outcome.ts';
import type { Source } from '../../host/registry/source.ts';
import { noticesAbout } from '../../host/registry/sources/notices.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('no notice takes the place of a condition of the host, whatever its code; people see the code it has', async (t) => {
  const now = () => Date.UTC(2027, 0, 1);
  const store = await openSystemStore({ folder: await tempFolder(t), now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const conditions = new Conditions({ store, now });
  const source: Source = {
    ...{ id: 'shop', slug: 'shop', type: 'ways', connector: 'acme/ways#ways', title: 'Shop' },
    ...{ config: {}, secretRefs: {}, isDefault: true, enabled: true },
  };
  const why = 'The nightly read fails.';
  const failed = { subjectType: 'source', subjectId: 'shop', code: 'source_failed' } as const;
  await conditions.raise({ ...failed, severity: 'warning', why, remedy: 'Test the source.' });
  const outcomes: readonly TableOutcome[] = [
    { id: 'orders', name: 'orders', status: 'unchanged', durationMs: 1 },
  ];
  const notices = [{ code: 'source_failed', message: 'All is well.' }];
  const run = { runId: 'r', source, outcomes };

  await showNotices({ ...run, notices }, { store, conditions, now });
  const during = await conditions.open();
  await showNotices({ ...run, notices: [] }, { store, conditions, now });
  const after = await conditions.open();

  likeWhole(t, during, [
    { ...failed, severity: 'warning', why },
    { severity: 'info', why: 'All is well.' },
  ]);
  likeWhole(t, noticesAbout(source, [], during), [{ code: 'source_failed', message: 'All is well.' }]);
  t.is(during.length, 2);
  likeWhole(t, after, [{ ...failed, severity: 'warning', why }]);
  t.is(after.length, 1);
});
