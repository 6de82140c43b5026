import type { ExecutionContext } from 'ava';
import { filesSource } from '../../support/files-source.ts';
import { HostClient } from '../../support/host-client.ts';
import { startHost } from '../../support/start-host.ts';
import { Scanner } from './scanner.ts';

const lines = Array.from({ length: 300_000 }, (_, index) => `${index},region ${index % 3},${index}.50`);
const files = {
  'open_orders.csv': 'id,Region,amount,odd name\n1,north,1.50,a\n2,south,2.50,b\n3,north,3.50,\n',
  'many.csv': `id,region,amount\n${lines.join('\n')}\n`,
  'canary_zq81.csv': 'id,whisper\n1,VALUE\n',
};

/** A host with three tables, where a scan has 250,000 rows and a mebibyte at most; Rita is granted none of them yet. */
export const servedTables = async (t: ExecutionContext) => {
  const config = {
    ...(await filesSource(t, files)),
    api: { scan: { max_limit: 250_000, max_result_bytes: 2 ** 20 } },
  };
  const { url, token } = await startHost(t, { config });
  const boss = new Scanner(url, await token());
  const { client } = boss;
  await client.sync();
  const { person, group } = await readerOf(client);
  const grant = (table: string) =>
    client.ask('POST /api/admin/grants', {
      body: { group_id: group, resource_type: 'table', resource_id: table },
    });
  return { boss, rita: new Scanner(url, await new HostClient(url).signIn(person)), grant };
};

/** What `servedTables` makes. */
export type Served = Awaited<ReturnType<typeof servedTables>>;

const readerOf = async (client: HostClient) => {
  const person = { email: 'rita@example.com', password: 'correct horse battery' };
  const { id } = await client.ask('POST /api/users', { body: { email: person.email, name: 'Rita' } });
  await client.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  const { id: group } = await client.ask('POST /api/admin/groups', { body: { name: 'Readers' } });
  await client.ask(`POST /api/admin/groups/${group}/members`, { body: { email: person.email } });
  return { person, group };
};
