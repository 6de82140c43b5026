import { sql } from 'kysely';
import { isoUtc } from '../../../host/store/iso-utc.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { storeOptions } from '../support/opened-store.ts';
import { sampleUser } from '../support/sample-user.ts';

/** `store-instant <folder>`: stores an instant, finds its row by it, and prints it in every form it takes. */
const [folder = ''] = process.argv.slice(2);
const instant = new Date(Date.UTC(2024, 2, 31, 1, 30, 0, 123));
await using store = await openSystemStore(storeOptions(folder));
await store.keep((tx) =>
  tx
    .insertInto('users')
    .values(sampleUser({ created_at: instant }))
    .execute(),
);
const found = await store.read
  .selectFrom('users')
  .select(['created_at', sql<string>`created_at::text`.as('inText')])
  .where('created_at', '=', instant)
  .executeTakeFirstOrThrow();
const localHourOfEpoch = new Date(0).getHours();
process.stdout.write(JSON.stringify({ ...found, localHourOfEpoch, onTheWire: isoUtc(found.created_at) }));
