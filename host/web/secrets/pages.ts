import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import type { Chip } from '../chips.ts';
import { momentOf } from '../figures.ts';
import { namesOfPeople } from '../jobs/people.ts';
import { pageReply } from '../page-reply.ts';
import type { Asker } from '../plugin-pages/answers.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { type SecretSeen, type SecretServices, secretSeen, secretsSeen } from './answers.ts';
import { formView } from './form.ts';

/** Where the pages of secrets lie in the menu. */
export const secretsPath = '/admin/secrets';

/** What happened before a page is shown. */
export interface Before {
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly values?: Readonly<Record<string, string>>;
}

/** The list of stored secrets, with the form that stores one. */
export const secretsPage = async (
  services: SecretServices,
  asker: Asker,
  { done, refusal, values = {} }: Before,
): Promise<Reply> => {
  const { web } = services;
  const all = await secretsSeen(services, asker);
  const people = await changersOf(services, all);
  const view = {
    done,
    has_secrets: all.length > 0,
    secrets: all.map((one) => ({ ...factsOf(one, people), changed: momentOf(one.updated_at, web.now) })),
    ...formView(values, { refusal, isNew: true }),
  };
  const status = refusal?.status ?? 200;
  return pageReply(web, asker, { page: 'secrets', title: 'Secrets', path: secretsPath, view, status });
};

/** The page about one secret. */
export const secretPage = async (
  services: SecretServices,
  asker: Asker,
  { name, done, refusal, values }: Before & { readonly name: string },
): Promise<Reply> => {
  const { web } = services;
  const one = await secretSeen(services, asker, name);
  const view = {
    done,
    refusal: values ? undefined : refusalView(refusal && forPeople(refusal)),
    ...factsOf(one, await changersOf(services, [one])),
    facts: [
      { label: 'Stored', when: momentOf(one.created_at, web.now) },
      { label: 'Changed', when: momentOf(one.updated_at, web.now) },
      { label: 'Last used', when: momentOf(one.last_used_at, web.now) },
    ],
    ...formView(values ?? valuesOf(one), { refusal: values && refusal, isNew: false }),
  };
  const status = refusal?.status ?? 200;
  const title = `${name} · Secrets`;
  return pageReply(web, asker, { page: 'stored-secret', title, path: secretsPath, view, status });
};

const forPeople = (refusal: Refusal): Refusal =>
  refusal.code === 'secret_in_use'
    ? {
        ...refusal,
        hint: 'Point its sources and plugins to another secret first, or say that it goes all the same.',
      }
    : refusal;

const valuesOf = ({ bound_hosts: hosts, env_name: variable }: SecretSeen) => ({
  bound_hosts: hosts.join('\n'),
  env_name: variable ?? '',
});

const changersOf = (services: SecretServices, all: readonly SecretSeen[]) =>
  namesOfPeople(
    services.identity,
    all.flatMap(({ owner: { type }, updated_by: by }) =>
      type === 'user' && by !== null ? [{ createdBy: by }] : [],
    ),
  );

const factsOf = (one: SecretSeen, people: ReadonlyMap<string, string>) => ({
  name: one.name,
  href: below(secretsPath, one.name),
  state: stateOf(one),
  by: changerOf(one, people),
  hosts: one.bound_hosts,
  used: one.used_by.map(neederOf),
  is_used: one.used_by.length > 0,
});

const stateOf = ({ set, kind, env_name: variable }: SecretSeen): Chip => {
  if (kind === 'value')
    return set ? { kind: 'on', text: 'Stored' } : { kind: 'error', text: 'Cannot be read' };
  return set
    ? { kind: 'on', text: `Variable ${variable}` }
    : { kind: 'error', text: `Variable ${variable} is empty` };
};

/** Who changed it last: a colleague may have replaced the value that somebody else once stored. */
const changerOf = (
  { owner: { type, id }, updated_by: by }: SecretSeen,
  people: ReadonlyMap<string, string>,
): string => {
  if (type === 'config') return id === null ? 'a setting' : `the setting ${id}`;
  return by === null ? 'the host' : (people.get(by) ?? by);
};

/** `source:<slug>` or `plugin:<publisher>/<slug>`, with its page. */
const neederOf = (text: string): object => {
  const [kind, name = ''] = text.split(/:(.*)/);
  return kind === 'plugin'
    ? { slug: name, href: below('/admin/plugins', ...name.split('/')) }
    : { slug: name, href: below('/admin/sources', name) };
};
