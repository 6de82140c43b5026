import { HostClient } from '../../support/host-client.ts';
import { ada, newColleague, type SeededHost, sharedHost } from '../../web/support/seeded-host.ts';

/** Everybody who looks into the memory: Ada is an analyst, Bob is in no group, Carol has the domain `finance`. */
export interface People {
  readonly seeded: SeededHost;
  readonly root: HostClient;
  readonly ada: HostClient;
  readonly bob: HostClient;
  readonly carol: HostClient;
}

/** One such host for all tests of a file. */
export const sharedPeople = (): (() => Promise<People>) => {
  const shared = sharedHost();
  let made: Promise<People> | undefined;
  return () => {
    made ??= shared().then(peopleOf);
    return made;
  };
};

const peopleOf = async (seeded: SeededHost): Promise<People> => {
  const { host, api: root } = seeded;
  const { id: group_id } = await root.ask('POST /api/admin/groups', { body: { name: 'Money' } });
  const people = [await newColleague(seeded, 'Bob'), await newColleague(seeded, 'Carol')];
  await root.ask(`POST /api/admin/groups/${group_id}/members`, { body: { email: 'carol@example.com' } });
  const grant = { group_id, resource_type: 'memory_domain', resource_id: 'finance' };
  await root.ask('POST /api/admin/grants', { body: grant });
  const clientOf = async (person: { email: string; password: string }) =>
    new HostClient(host.url, await new HostClient(host.url).signIn(person));
  const [bob, carol] = await Promise.all(people.map(clientOf));
  if (!bob || !carol) throw new Error('Somebody is missing.');
  return { seeded, root, ada: await clientOf(ada), bob, carol };
};

/** Writes an item down for somebody; answers its id. */
export const addItem = async (who: HostClient, draft: Readonly<Record<string, unknown>> = {}) => {
  const body = { title: 'Revenue', content: 'Net of tax.', category: 'business_logic', ...draft };
  return String((await who.ask('POST /api/memory', { body }))['id']);
};

/** Decides about an item as the administrator. */
export const decide = (
  root: HostClient,
  [verb, id, query = '']: readonly [verb: string, id: string, query?: string],
  body?: object,
) => root.send(`POST /api/memory/admin/${verb}?item_id=${id}${query}`, { ...(body && { body }) });

/** Titles in a list. */
export const titlesIn = (items: unknown): readonly string[] =>
  (items as readonly { readonly title: string }[]).map(({ title }) => title).toSorted();
