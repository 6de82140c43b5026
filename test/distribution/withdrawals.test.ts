import { randomBytes } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { rawGit } from '../support/raw-git.ts';

/** More than lies on the way between the host and a reader who does not read. */
const large = { path: 'tools/large.bin', content: randomBytes(9_900_000) };

const served = async (t: ExecutionContext) => {
  t.timeout(120_000);
  const host = await feedHost(t);
  await host.sync([...twoPlugins('x'), large]);
  for (const plugin of ['tools', 'notes']) await host.grant('ann', plugin);
  const { head, post, asking } = rawGit(host.url, 'ann');
  const ways = {
    zip: () => host.ask('ann', '/marketplace.zip'),
    plugin: () => host.ask('ann', '/marketplace/plugins/acme-tools.zip'),
    pack: async () => post(asking(await head(), [])),
    git: async () => post(asking(await head(), ['deepen 1'])),
  };
  return { ...host, ways };
};

/** Reads an answer whose first bytes are read when `meanwhile` happens; throws when it is cut off. */
const readWith = async (answer: Response, meanwhile: () => Promise<unknown>): Promise<number> => {
  const reader = answer.body?.getReader();
  let bytes = (await reader?.read())?.value?.length ?? 0;
  await meanwhile();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) bytes += part.value.length;
  return bytes;
};

test('T100c: a plugin that is switched off while it is read is read on by no way there is', async (t) => {
  const { ways, disable } = await served(t);

  for (const [way, read] of Object.entries(ways)) {
    const cut = readWith(await read(), () => disable('tools'));
    await t.throwsAsync(cut, { message: /terminated/ }, way);
    await disable('tools', false);
  }
});

test('another plugin that is switched off, or a new version, cuts nobody off', async (t) => {
  const { ways, sync, disable, ask } = await served(t);

  const bytes = await readWith(await ways.plugin(), async () => {
    await disable('notes');
    await sync([...twoPlugins('y'), large]);
  });

  t.true(bytes > large.content.length);
  t.is((await ask('ann', '/marketplace.zip')).status, 200);
});
