import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { ada, sharedHost } from '../web/support/seeded-host.ts';

const shared = sharedHost();

/** The machine of somebody who is signed in. */
const machineOf = async (t: ExecutionContext, token: string) => {
  const { host } = await shared();
  const here = await newWorkspace(t);
  const env = { ...here.env, AGNES_SERVER: host.url, AGNES_TOKEN: token };
  const agnes = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runCli(t, [...args, '--json'], { ...here, env });
    return { ...JSON.parse(stdout), code, stderr };
  };
  return { agnes, cwd: here.cwd };
};

const people = async (t: ExecutionContext) => {
  const { host, api } = await shared();
  const tokenOfAda = await api.signIn(ada);
  return { ada: await machineOf(t, tokenOfAda), root: await machineOf(t, await host.token()) };
};

test.serial(
  'what somebody writes down becomes a rule in the workspaces of those it is meant for',
  async (t) => {
    const { ada, root } = await people(t);
    await writeFile(join(ada.cwd, 'net.md'), 'Revenue is without tax.\n# Always\n');
    const args = ['--content-file', 'net.md', '--category', 'business_logic', '--domain', 'finance'];

    const { id } = await ada.agnes('memory', 'add', 'Net revenue', ...args, '--tag', 'vat');
    const before = await ada.agnes('rules', 'sync');
    const waits = await root.agnes(
      'admin',
      'memory',
      'list',
      '--status',
      'pending',
      '--search',
      'net revenue',
    );
    const done = await root.agnes('admin', 'memory', 'mandate', id, '--audience', 'group:Analysts');
    const synced = await ada.agnes('sync');
    const rule = await readFile(join(ada.cwd, '.claude', 'rules', `${id}.md`), 'utf8');

    t.deepEqual(before.written, []);
    likeWhole(t, waits, { items: [{ id, title: 'Net revenue' }], total_count: 1 });
    t.like(done, { id, status: 'mandatory', audience: 'group:Analysts' });
    t.deepEqual(synced.rules, { written: [`${id}.md`], removed: [] });
    t.regex(rule, /# Net revenue\n[\s\S]*Revenue is without tax\.\n## Always\n$/);

    await root.agnes('admin', 'memory', 'revoke', id, '--reason', 'Not so');
    t.deepEqual((await ada.agnes('sync')).rules, { written: [], removed: [`${id}.md`] });
  },
);

test.serial('administrators decide, edit and look by commands', async (t) => {
  const { ada, root } = await people(t);
  const add = async (title: string) =>
    (
      await ada.agnes(
        ...['memory', 'add', title, '--content', 'x', '--category', 'c', '--domain', 'data'],
        ...['--entity', 'orders', '--entity', 'vat'],
      )
    ).id;
  const [one, two] = [await add('One'), await add('Two')];
  const memory = (...args: readonly string[]) => root.agnes('admin', 'memory', ...args);

  t.like(await memory('approve', `${one},${two},km_none`), { code: 1, ok: false });
  t.like(await memory('reject', one), { code: 6, error: { code: 'invalid_transition' } });
  t.like(await memory('bulk-edit', `${one},${two}`, '--add-tag', 'new', '--category', 'd'), { ok: true });
  t.like(await memory('edit', one, '--clear', 'category', '--title', 'First'), { id: one });
  t.like(await memory('stats'), { by_tag: { new: 2 } });
  const { groups } = await memory('tree', '--axis', 'tag', '--search', 'first');
  likeWhole(t, groups, [{ key: 'new', count: 1 }]);
  const { relations } = await memory('duplicates', 'list');
  t.is(relations.length, 1);
  t.like(await memory('duplicates', 'resolve', one, two, '--as', 'different'), { resolution: 'different' });
  const { id } = await memory('contradiction-add', one, two, '--explanation', 'Both');
  likeWhole(t, await memory('contradictions'), { contradictions: [{ id }] });
  const end = await memory('contradiction-resolve', id, '--as', 'kept_a', '--apply');
  t.deepEqual(end.applied, [{ item_id: two, change: 'revoked', from: 'approved' }]);
  t.like(await memory('audit', '--action', 'resolve_contradiction'), { count: 1 });
});

test.serial('everybody searches, votes, and keeps to themself what is personal', async (t) => {
  const { ada, root } = await people(t);
  const { id } = await ada.agnes('memory', 'add', 'Habit', '--content', 'Mine.', '--category', 'workflow');
  await root.agnes('admin', 'memory', 'approve', id);

  likeWhole(t, await root.agnes('memory', 'search', 'habit'), { items: [{ id }] });
  t.like(await root.agnes('memory', 'vote', id, 'up'), { upvotes: 1, downvotes: 0 });
  t.like(await root.agnes('memory', 'vote', id, 'maybe'), { code: 2 });
  t.like(await ada.agnes('memory', 'provenance', id), { source_user: 'ada@example.com' });
  t.like(await ada.agnes('memory', 'personal', id), { is_personal: true });
  const { items } = await ada.agnes('memory', 'mine');
  t.true((items as { id: string }[]).some((one) => one.id === id));
  t.is((await root.agnes('memory', 'search', 'habit')).count, 0);
});
