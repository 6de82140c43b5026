import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Machine, newMachine } from '../cli/run-agnes.ts';
import { json, sendBytes, startStandIn } from '../cli/stand-in.ts';
import { fileContext } from '../support/file-context.ts';
import type { GitRepository } from '../support/git-repository.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { catalogOf } from './support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from './support/marketplace-look.ts';

const context = fileContext();
let all: MarketplaceHost;
let look: MarketplaceLook;
let repository: GitRepository;
let ann: Machine;
let group = '';

const program = { path: 'skills/greet/run.sh', content: '#!/bin/sh\necho hi\n', mode: '100755' } as const;
const catalog = (version: string) =>
  catalogOf({
    greet: { version, files: version === '1.0.0' ? [program] : [] },
    other: {},
    secret: {},
  });

const grant = async (plugin: string, tier = 'optional') => {
  const body = { group_id: group, resource_type: 'marketplace_plugin', resource_id: `acme/${plugin}`, tier };
  const { id } = await all.admin.ask('POST /api/admin/grants', { body });
  return () => all.admin.send(`DELETE /api/admin/grants/${id}`);
};

const skills = (...args: readonly string[]) => ann.run(['skills', ...args]);
const skill = (...parts: readonly string[]) => ann.path('.claude', 'skills', ...parts);

test.before(async () => {
  all = await marketplaceHost(context);
  look = marketplaceLook(all);
  const { admin, host } = all;
  group = String((await admin.ask('POST /api/admin/groups', { body: { name: 'Greeters' } }))['id']);
  const person = { email: 'ann@example.com', password: 'a long enough password' };
  const { id } = await admin.ask('POST /api/users', { body: { email: person.email, name: 'Ann' } });
  await admin.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  await admin.ask(`POST /api/admin/groups/${group}/members`, { body: { email: person.email } });
  ann = await newMachine(context, host.url);
  ann.env['AGNES_TOKEN'] = await new HostClient(host.url).signIn(person);
  repository = (await look.registered('acme', catalog('1.0.0'), { review_mode: 'auto' })).repository;
});

test.serial('granted skills are listed, shown and installed; no other is known', async (t) => {
  await Promise.all([grant('greet', 'required'), grant('other')]);

  const listed = await skills('list');
  const shown = await skills('show', 'greet');
  const installed = await skills('install', '--all');
  const again = await skills('install', 'acme/greet');
  const none = await skills('install', 'acme/secret');
  const unsaid = await skills('install');

  t.regex(listed.stdout, /^acme\/greet +greet +1\.0\.0\+\w+ +required +yes +no +About greet\.$/m);
  t.notRegex(listed.stdout, /secret/);
  t.regex(shown.stdout, /^acme\/greet 1\.0\.0\+\w+: 1 skill in 3 files\.\n\n── greet\n---\nname: greet/);
  t.regex(installed.stdout, /^acme\/greet {2}installed {2}1\.0\.0\+\w+\nacme\/other {2}installed/);
  t.regex(again.stdout, /^acme\/greet {2}unchanged/);
  t.is(none.code, 8);
  t.is(unsaid.code, 2);
  t.regex(await readFile(skill('acme-greet-greet', 'SKILL.md'), 'utf8'), /Do it\./);
  t.is((await stat(skill('acme-greet-greet', 'run.sh'))).mode & 0o111, 0o111);
});

test.serial(
  'an update keeps local edits, removes what is gone, and prunes what is switched off',
  async (t) => {
    await writeFile(skill('acme-greet-greet', 'SKILL.md'), 'mine');
    await writeFile(skill('acme-greet-greet', 'run.sh'), 'mine, too');
    await repository.commit(catalog('2.0.0'));
    await look.sync('acme');

    const required = await skills('disable', 'acme/greet');
    const off = await skills('disable', 'acme/other');
    const updated = await skills('update');
    const here = (await readdir(skill())).toSorted();
    const on = await skills('enable', 'acme/other');
    const back = await skills('update');

    t.is(required.code, 6);
    t.is(off.stdout, 'acme/other is off.\n');
    t.regex(updated.stdout, /acme\/other {2}removed[\s\S]*acme\/greet {2}updated {2}2\.0\.0\+/);
    t.regex(updated.stdout, /Your edit is kept as \S+SKILL\.md\.local\n/);
    t.deepEqual(here, ['.agnes-skills.json', 'acme-greet-greet']);
    t.deepEqual((await readdir(skill('acme-greet-greet'))).toSorted(), [
      'SKILL.md',
      'SKILL.md.local',
      'run.sh.local',
    ]);
    t.is(await readFile(skill('acme-greet-greet', 'SKILL.md.local'), 'utf8'), 'mine');
    t.regex(await readFile(skill('acme-greet-greet', 'SKILL.md'), 'utf8'), /Do it\./);
    t.is(on.code, 0);
    t.regex(back.stdout, /acme\/other {2}installed/);
  },
);

test.serial('a grant that is taken away takes the skill with it; what is removed stays away', async (t) => {
  const revoke = await grant('secret');
  const brought = await skills('update');
  await revoke();
  const taken = await skills('update');
  const removed = await skills('remove', 'acme/other');
  const after = await skills('update');
  const emptied = await ann.json(['skills', 'remove', '--all']);
  const unknown = await skills('remove', 'acme/other');
  const inherited = await skills('remove', 'constructor');

  t.regex(brought.stdout, /acme\/secret {2}installed/);
  t.regex(taken.stdout, /acme\/secret {2}removed/);
  t.regex(removed.stdout, /^acme\/other {2}removed/);
  t.notRegex(after.stdout, /other/);
  likeWhole(t, emptied, { ok: true, changes: [{ plugin: 'acme/greet', action: 'removed' }], kept: [] });
  t.is(unknown.code, 8);
  t.is(inherited.code, 8);
});

test.serial('nothing outside of the folder of skills is written or removed', async (t) => {
  const outside = ann.path('outside');
  await mkdir(outside);
  await writeFile(join(outside, 'kept'), 'kept');
  await symlink(outside, skill('acme-other-other'));
  const linked = await skills('install', 'acme/other');
  const files = { '../../outside/kept': '0', '/etc/hostname': '0' };
  const state = { server: 'x', plugins: { 'a/b': { version: '1', files } } };
  await writeFile(skill('.agnes-skills.json'), JSON.stringify(state));
  const foreign = await skills('update');
  const removed = await skills('remove', '--all');

  t.is(linked.code, 2);
  t.regex(linked.stderr, /acme-other-other cannot be used: it is a link/);
  t.is(foreign.code, 6);
  t.is(removed.code, 0);
  t.deepEqual(await readdir(outside), ['kept']);
});

test('an archive that is not the promised one is refused, and nothing of it is written', async (t) => {
  const server = await startStandIn(t);
  const plugin = {
    name: 'greet',
    original_name: 'greet',
    prefixed_name: 'acme-greet',
    marketplace_slug: 'acme',
  };
  const info = { plugins: [{ ...plugin, version: '1.0.0+0123456789ab', tier: 'optional', enabled: true }] };
  server.answers.set('GET /marketplace/info', json(info));
  const archive = Buffer.from('this is no zip');
  server.answers.set('GET /marketplace/plugins/acme-greet.zip', (request, response) =>
    sendBytes(request, response, archive),
  );
  const machine = await newMachine(t, server.url);

  const broken = await machine.json(['skills', 'install', '--all']);
  server.answers.set('GET /marketplace/plugins/acme-greet.zip', (_request, response) =>
    response.writeHead(200, { 'Repr-Digest': 'sha-256=:AAAA:' }).end(archive),
  );
  const other = await machine.json(['skills', 'install', '--all']);

  t.like(broken, { ok: false, error: { code: 'skills_archive_refused' } });
  t.like(other, { ok: false, error: { code: 'skills_archive_refused' } });
  t.regex(JSON.stringify(other['error']), /its digest is not the one/);
  t.deepEqual(await readdir(join(machine.workspace, '.claude', 'skills')), ['.agnes-skills.json']);
});
