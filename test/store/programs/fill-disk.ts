import { isPlatformError } from '@agnes/sdk';
import { sql } from 'kysely';
import { openSystemStore, type SystemStore } from '../../../host/store/system-store.ts';
import { storeOptions } from '../support/opened-store.ts';
import { sampleUser } from '../support/sample-user.ts';

/** Stores large rows until one is refused; answers how many were acknowledged and why the next was not. */
const fill = async (store: SystemStore): Promise<{ acked: number; code: string }> => {
  for (let acked = 0; ; acked += 1) {
    try {
      const name = Array.from({ length: 5_000 }, Math.random).join('');
      await store.keep((tx) => tx.insertInto('users').values(sampleUser({ name })).execute());
    } catch (cause) {
      return { acked, code: codeOf(cause) };
    }
  }
};

const codeOf = (cause: unknown): string => (isPlatformError(cause) ? cause.code : String(cause));

const usersOf = async ({ read }: SystemStore): Promise<number> => {
  const row = await read
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
};

/** `fill-disk <folder>`: run with a limit on file size, prints what a full disk did and what still works. */
const [folder = ''] = process.argv.slice(2);
await using store = await openSystemStore(storeOptions(folder));
const { acked, code } = await fill(store);
const checkpoint = await store.keep((tx) => sql`CHECKPOINT`.execute(tx)).then(() => 'done', codeOf);
const readable = await usersOf(store);
process.stdout.write(JSON.stringify({ acked, code, checkpoint, readable }));
