import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { RawIssues, stamped } from '../kept/raw-issues.ts';

test('of fetches that are stored at the same time the latest stays, and a lock of a killed process holds nobody up', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'jira-raw-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const raw = new RawIssues(folder);
  const issue = (key: string, syncedAt: number) =>
    stamped({ key, fields: { summary: `at ${syncedAt}` } }, { month: '2024-05', syncedAt });
  const summary = async (key: string): Promise<unknown> => {
    const stored = await raw.read(key);
    return typeof stored === 'object' ? stored['fields'] : stored;
  };
  const keys = Array.from({ length: 60 }, (_, index) => `SUP-${index + 1}`);

  for (const key of keys) {
    await raw.write(issue(key, 1));
    await Promise.all([raw.write(issue(key, 3)), new RawIssues(folder).write(issue(key, 2))]);
  }
  const left = join(folder, 'issues', 'SUP-1.json.lock');
  await writeFile(left, '');
  await utimes(left, 0, 0);
  await raw.write(issue('SUP-1', 4));

  t.deepEqual(await summary('SUP-1'), { summary: 'at 4' });
  for (const key of keys.slice(1)) t.deepEqual(await summary(key), { summary: 'at 3' }, key);
  t.is((await readdir(join(folder, 'issues'))).length, keys.length);
});
