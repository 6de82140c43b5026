import test from 'ava';
import { sourceFiles } from '../support/source-files.ts';

test('nobody but access writes groups, members and grants: what others write would count at the next start only', async (t) => {
  const files = await sourceFiles('host/**/*.ts', 'plugins/**/*.ts', 'cli/**/*.ts');
  const write =
    /(insertInto|updateTable|deleteFrom|mergeInto)\(\s*'(user_groups|user_group_members|resource_grants)/;

  const writers = files.filter(({ text }) => write.test(text)).map(({ path }) => path);

  t.deepEqual(writers.toSorted(), [
    // At start, in development only; it is followed by a reading that counts.
    'host/access/dev-mode/repository.ts',
    'host/access/grants/repository.ts',
    'host/access/groups/repository.ts',
    'host/access/members/repository.ts',
  ]);
});
