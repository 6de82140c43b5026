import test from 'ava';
import { syncLines } from '../../cli/marketplaces/sync.ts';
import { type Machine, newMachine } from '../cli/run-agnes.ts';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { catalogOf } from './support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';

const context = fileContext();
const secret = 'canary-of-the-token';
let all: MarketplaceHost;
let admin: Machine;

const marketplace = (...args: readonly string[]) => admin.run(['admin', 'marketplace', ...args]);

test.before(async () => {
  all = await marketplaceHost(context);
  admin = await newMachine(context, all.host.url);
  admin.env['AGNES_TOKEN'] = await all.host.token();
});

test.serial('a marketplace is added, listed, edited and synced; its token is in no output', async (t) => {
  const { repository, url } = await all.repository('acme');
  await repository.commit(catalogOf({ greet: { version: '1.0.0' }, other: {} }));

  const added = await admin.run(
    ['admin', 'marketplace', 'add', 'acme', url, '--review-mode', 'hold', '--token-stdin'],
    { stdin: `${secret}\n` },
  );
  const again = await marketplace('add', 'acme', url);
  const unsaid = await marketplace('edit', 'acme', '--token');
  const nothing = await marketplace('edit', 'acme');
  const edited = await admin.json([
    'admin',
    'marketplace',
    'edit',
    'acme',
    '--name',
    'A',
    '--clear',
    'token',
  ]);
  const synced = await marketplace('sync', 'acme');
  const listed = await marketplace('list');

  t.regex(added.stdout, /^acme is registered\.\nacme: \w+, 2 plugins at [0-9a-f]{12}\./);
  t.is(added.code, 0, added.stderr);
  t.is(again.code, 6);
  t.is(unsaid.code, 2);
  t.is(nothing.code, 2);
  t.like(edited, { ok: true, marketplace: { name: 'A', has_token: false }, sync: { id: 'acme' } });
  t.regex(synced.stdout, /^acme: unchanged, 2 plugins at /);
  t.regex(listed.stdout, /^acme +ok +2 /m);
  t.notRegex([added, listed, synced].map((one) => one.stdout + one.stderr).join(), new RegExp(secret));
});

test.serial(
  'versions that wait are compared, approved and rejected; a plugin is switched off and on',
  async (t) => {
    const before = await marketplace('plugins', 'acme');
    const compared = await marketplace('diff', 'acme/greet');
    const approved = await marketplace('approve', 'acme/greet', '--reason', 'read');
    const same = await marketplace('diff', 'acme/greet');
    const unsaid = await marketplace('disable', 'acme/greet');
    const off = await marketplace('disable', 'acme/greet', '--reason', 'it leaks');
    const on = await marketplace('enable', 'acme/greet');
    const rejected = await marketplace('reject', 'acme/greet', '--of', versionIn(approved.stdout));
    const nobody = await marketplace('approve', 'acme/nothing');
    const misnamed = await marketplace('approve', 'greet');

    t.regex(before.stdout, /^greet +1\.0\.0\+[0-9a-f]{12} +held +ok +none /m);
    t.regex(compared.stdout, /^none → 1\.0\.0\+\w+\n[\s\S]*\+ skills\/greet\/SKILL\.md\n {4}\+---\n/);
    t.regex(approved.stdout, /^acme\/greet is served as 1\.0\.0\+/);
    t.regex(same.stdout, /: the same\.\n$/);
    t.is(unsaid.code, 2);
    t.is(off.stdout, 'acme/greet is switched off: nobody is served it.\n');
    t.regex(on.stdout, /^acme\/greet is served as/);
    t.is(rejected.stdout, 'Nobody is served acme/greet: no version of it is approved.\n');
    t.is(nobody.code, 8);
    t.is(misnamed.code, 2);
  },
);

test.serial('a version that is served is put into quarantine, and approved again', async (t) => {
  const approved = await marketplace('approve', 'acme/greet');
  const held = await marketplace('quarantine', 'acme/greet', '--reason', 'to be read again');
  const again = await marketplace('approve', 'acme/greet');
  const rejected = await marketplace('reject', 'acme/greet');

  t.deepEqual(
    [approved, held, again, rejected].map(({ code, stderr }) => [code, stderr]),
    [0, 0, 0, 0].map((code) => [code, '']),
  );
  t.is(held.stdout, 'Nobody is served acme/greet: no version of it is approved.\n');
  t.regex(again.stdout, /^acme\/greet is served as 1\.0\.0\+/);
});

test.serial('a sync that fails fails the command and stops no other; what is removed is gone', async (t) => {
  const { url } = await all.repository('empty');
  const added = await marketplace('add', 'empty', url);
  const every = await admin.json(['admin', 'marketplace', 'sync-all']);
  const removed = await marketplace('remove', 'empty', '--purge');
  const unknown = await marketplace('sync', 'empty');

  t.is(added.code, 1);
  t.regex(added.stdout, /^empty is registered\.\nempty: failed: /);
  likeWhole(t, every, {
    ok: false,
    error: { code: 'marketplace_syncs_failed' },
    synced: [{ id: 'acme' }],
    errors: [{ id: 'empty' }],
  });
  t.is(removed.stdout, 'empty is removed.\n');
  t.is(unknown.code, 8);
});

const versionIn = (line: string): string => /as (\S+)\.\n/.exec(line)?.[1] ?? '';

test('a sync tells what it changed, kind by kind', (t) => {
  const changes = {
    added: ['one', 'two'],
    changed: { count: 30, first: ['three'] },
    renamed: [{ from: 'old', to: 'new' }],
  };
  const data = {
    id: 'acme',
    action: 'updated',
    plugin_count: 3,
    commit: 'a'.repeat(40),
    changes,
    problems: [],
  };

  t.deepEqual(syncLines({ data }), [
    `acme: updated, 3 plugins at ${'a'.repeat(12)}.`,
    '  added  one, two',
    '  changed  three and more, 30 in all',
    '  renamed  old → new',
  ]);
});
