import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import test, { type ExecutionContext } from 'ava';
import { Marketplaces } from '../../host/distribution/registry/marketplaces.ts';
import { changeMarketplace, findMarketplace } from '../../host/distribution/registry/repository.ts';
import { Tokens } from '../../host/distribution/registry/token.ts';
import { secretSeal } from '../../host/store/secrets/secret-seal.ts';
import { StoredSecrets } from '../../host/store/secrets/stored-secrets.ts';
import { intentOf } from '../access/support/started-access.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { syncing } from './support/syncing.ts';

const one = 'https://one.example/r.git';
const two = 'https://two.example/r.git';
const intent = intentOf('marketplace.update');

/** A registry whose look-ups of an address can be met by another change. */
const registry = async (t: ExecutionContext) => {
  const { store, access, conditions, now, upkeep, kept } = await syncing(t);
  const seal = await secretSeal(await tempFolder(t));
  const secrets = await StoredSecrets.open({ store, seal, conditions, now, reserved: new Set() });
  let meanwhile = async (): Promise<unknown> => undefined;
  const resolve = async () => {
    const met = meanwhile;
    meanwhile = async () => undefined;
    await met();
    return ['93.184.216.34'];
  };
  const marketplaces = new Marketplaces({
    ...{ store, access, upkeep, now },
    tokens: new Tokens(store, secrets),
    jobs: { wake: () => undefined },
    folder: join(kept, 'registry'),
    reach: { guard: addressGuard([]), resolve },
  });
  return {
    secrets,
    marketplaces,
    row: (id: string) => findMarketplace(store.read, id),
    change: (id: string, columns: Parameters<typeof changeMarketplace>[2]) =>
      store.keep((tx) => changeMarketplace(tx, id, columns)),
    /** Does this while the address of the next change is looked up. */
    meet: (other: () => Promise<unknown>) => {
      meanwhile = other;
    },
  };
};

test('a change touches what it names: what others change in the same moment stays', async (t) => {
  const { marketplaces, row, change, meet } = await registry(t);
  await marketplaces.create({ name: 'Old', slug: 'busy', url: one, pin: 'v1' }, intent);
  await change('busy', { pin_commit: 'a'.repeat(40) });
  meet(async () => {
    await marketplaces.update('busy', { description: 'Theirs.', review_mode: 'pinned' }, intent);
    await marketplaces.update('busy', { name: 'New' }, intent);
  });
  await marketplaces.update('busy', { url: one, branch: 'next' }, intent);
  const after = await row('busy');
  meet(() => marketplaces.update('busy', { review_mode: null, pin: null }, intent));
  const unpinned = await t.throwsAsync(() =>
    marketplaces.update('busy', { url: one, review_mode: 'pinned' }, intent),
  );

  t.like(after, { name: 'New', description: 'Theirs.', review_mode: 'pinned', branch: 'next' });
  t.like(after, { url: one, pin: 'v1', pin_commit: 'a'.repeat(40) });
  t.regex(unpinned.message, /needs a pin/);
  t.like(await row('busy'), { pin: null, review_mode: null });
});

test('N73: a token that is given while its marketplace moves follows it to no other host', async (t) => {
  const { marketplaces, row, meet, secrets } = await registry(t);
  await marketplaces.create({ name: 'Moving', slug: 'moving', url: one }, intent);
  meet(() => marketplaces.update('moving', { token: 'ghp_first' }, intent));
  const moved = await t.throwsAsync(() => marketplaces.update('moving', { url: two }, intent));
  const first = await row('moving');
  meet(() => marketplaces.update('moving', { url: two }, intent));
  const late = await t.throwsAsync(() =>
    marketplaces.update('moving', { url: one, token: 'ghp_second' }, intent),
  );

  t.regex(moved.message, /changed by somebody else/);
  t.like(first, { url: one, token_secret: 'AGNES_MARKETPLACE_MOVING_TOKEN' });
  t.regex(late.message, /changed by somebody else/);
  t.like(await row('moving'), { url: two, token_secret: null });
  t.is(secrets.find('AGNES_MARKETPLACE_MOVING_TOKEN'), undefined);
});
