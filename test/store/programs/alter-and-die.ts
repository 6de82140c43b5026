import { sql } from 'kysely';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { storeOptions } from '../support/opened-store.ts';

/** `alter-and-die <folder>`: leaves a log of the kind that only ATTACH can replay. */
const [folder = ''] = process.argv.slice(2);
const store = await openSystemStore(storeOptions(folder));
await store.keep(async (tx) => {
  await sql`create table odd (id text, made timestamptz default current_timestamp)`.execute(tx);
  await sql`insert into odd (id) values ('a')`.execute(tx);
});
await store.keep((tx) => sql`alter table odd add column extra integer`.execute(tx));
process.kill(process.pid, 'SIGKILL');
