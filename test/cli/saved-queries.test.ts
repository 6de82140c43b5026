import { join } from 'node:path';
import test from 'ava';
import { objectsOf } from '../../cli/json/values.ts';
import { fileContext } from '../support/file-context.ts';
import { HostClient } from '../support/host-client.ts';
import { seedReader } from '../support/seed-reader.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Machine, newMachine } from './run-agnes.ts';

const ada = { email: 'ada@example.com', password: 'another long password', tables: [] };
const context = fileContext();
let machine: Machine;

test.before(async () => {
  const dataDir = join(await tempFolder(context), 'data');
  await seedReader(dataDir, ada);
  const { url } = await startHost(context, { dataDir });
  machine = await newMachine(context, url);
  machine.env['AGNES_TOKEN'] = await new HostClient(url).signIn(ada);
});

const words = (...rest: readonly string[]): readonly string[] => ['saved-queries', ...rest];
const named = async (name: string) =>
  objectsOf((await machine.json(words('list')))['saved']).find((one) => one['name'] === name);

test.serial('a query is saved under a name, printed as it is, and run from there', async (t) => {
  const stdin = 'SELECT 41\n  + 1 AS answer\n';
  const saved = await machine.run(words('save', 'An answer', '--stdin', '--description', 'All'), { stdin });

  const listed = await machine.run(words('list'));
  const shown = await machine.run(words('show', 'An answer'));
  const ran = await machine.run(['query', '--stdin', '--remote', '-f', 'csv'], { stdin: shown.stdout });

  t.is(saved.stdout, 'Saved as An answer.\n');
  t.regex(listed.stdout, /An answer +All +\S+ +\S+ +SELECT 41/);
  t.is(shown.stdout.trimEnd(), stdin.trimEnd());
  t.is(ran.stdout.trim(), 'answer\r\n42');
});

test.serial('a name that is there is kept unless --force says otherwise, with its description', async (t) => {
  await machine.run(words('save', 'Kept', 'SELECT 1', '--description', 'One'));

  const refused = await machine.run(words('save', 'Kept', 'SELECT 2'));
  const before = await named('Kept');
  const forced = await machine.run(words('save', 'Kept', '--sql', 'SELECT 2', '--force'));

  t.is(refused.code, 6);
  t.regex(refused.stderr.replaceAll(/\s+/g, ' '), /agnes saved-queries save <name> --force/);
  t.like(before, { sql: 'SELECT 1' });
  t.is(forced.code, 0);
  t.like(await named('Kept'), { id: before?.['id'], sql: 'SELECT 2', description: 'One' });
});

test.serial('a saved query is deleted by its id or its name; one that nobody has is told', async (t) => {
  await machine.run(words('save', 'First', 'SELECT 1'));
  await machine.run(words('save', 'Second', 'SELECT 2'));

  const byName = await machine.run(words('delete', 'First'));
  const byId = await machine.run(words('delete', String((await named('Second'))?.['id'])));
  const unknown = await machine.run(words('delete', 'First'));
  const empty = await machine.run(words('save', 'Nothing'));

  t.deepEqual([byName.code, byId.code, unknown.code, empty.code], [0, 0, 8, 2]);
  t.is(await named('Second'), undefined);
  t.regex(unknown.stderr, /You have no saved query "First"/);
});
