import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { put, remove } from '../../registry/secrets/operations.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { anyForm, done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { askedBy } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import type { SecretServices } from './answers.ts';
import { hostsIn, putOf } from './form.ts';
import { secretsPath as path, secretPage, secretsPage } from './pages.ts';

const params = Type.Object({ name: Type.String({ maxLength: 200 }) });
const says: Readonly<Record<string, string>> = {
  stored: 'The secret is stored. Nobody is shown its value again.',
  saved: 'The secret is saved and used from now on.',
  deleted: 'The secret is deleted.',
};

/** What the audit log keeps of a form: that a value came, never which. */
const told = (name: string, body: Readonly<Record<string, string>>) => ({
  action: 'secret.set',
  resource: `secret:${name.slice(0, 200)}`,
  params: {
    changed: (body['value'] ?? '') !== '' || (body['env_name'] ?? '') !== '',
    bound_hosts: hostsIn(body).slice(0, 100),
  },
});

const list = operation({
  id: 'web.secrets',
  route: 'GET /admin/secrets',
  summary: 'Stored secrets: names, who stored them and what needs them, never values',
  who: 'admin',
  query: Type.Object({ done }),
  result: page,
  run: (input, services: SecretServices) =>
    secretsPage(services, input, { done: entryOf(says, input.query.done) }),
});

const add = operation({
  id: 'web.secret_create',
  route: 'POST /admin/secrets',
  summary: 'Stores a secret, from the page',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: ['invalid_input', 'invalid_secret'],
  audit: ({ body }) => told((body['name'] ?? '').trim(), body),
  run: (input, services: SecretServices) =>
    orShowAgain(
      async () => {
        const name = (input.body['name'] ?? '').trim();
        await put.run(askedBy(input, { params: { name }, body: putOf(input.body) }), services);
        return seeOther(`${below(path, name)}?done=stored`);
      },
      (refusal) => secretsPage(services, input, { refusal, values: input.body }),
    ),
});

const detail = operation({
  id: 'web.secret',
  route: 'GET /admin/secrets/:name',
  summary: 'One secret: where it may be sent and what needs it, never its value',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['secret_unknown'],
  run: (input, services: SecretServices) =>
    secretPage(services, input, { name: input.params.name, done: entryOf(says, input.query.done) }),
});

const edit = operation({
  id: 'web.secret_set',
  route: 'POST /admin/secrets/:name/set',
  summary: 'Replaces a secret or binds it to other hosts, from the page',
  who: 'admin',
  params,
  body: anyForm,
  result: page,
  problems: ['invalid_input', 'invalid_secret', 'secret_unknown'],
  audit: ({ params: { name }, body }) => told(name, body),
  run: (input, services: SecretServices) => {
    const { params: given, body: values } = input;
    const { name } = given;
    return orShowAgain(
      async () => {
        await put.run(askedBy(input, { params: given, body: putOf(values) }), services);
        return seeOther(`${below(path, name)}?done=saved`);
      },
      // Without the secret there is no page to show again, and this says so.
      (refusal) => secretPage(services, input, { name, refusal, values }),
    );
  },
});

const drop = operation({
  id: 'web.secret_delete',
  route: 'POST /admin/secrets/:name/delete',
  summary: 'Forgets a secret, from the page',
  who: 'admin',
  params,
  body: Type.Object({ force: Type.Optional(Type.Literal('on')) }),
  unknownKeys: 'ignore',
  bodyOptional: true,
  result: page,
  problems: ['secret_unknown', 'secret_in_use'],
  audit: ({ params: { name }, body }) => ({
    action: 'secret.delete',
    resource: `secret:${name}`,
    params: { force: isForced(body) },
  }),
  run: (input, services: SecretServices) => {
    const { params: given, body } = input;
    return orShowAgain(
      async () => {
        await remove.run(askedBy(input, { params: given, query: { force: isForced(body) } }), services);
        return seeOther(`${path}?done=deleted`);
      },
      (refusal) => secretPage(services, input, { name: given.name, refusal }),
    );
  },
});

// A body that is left out is `undefined`, whatever its schema says.
const isForced = (body: { readonly force?: 'on' } | undefined): boolean => body?.force === 'on';

/** The pages of secrets. */
export const secretPageOperations = [list, add, detail, edit, drop] as const;
