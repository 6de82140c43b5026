import { defineError } from '@agnes/sdk/errors';

export const secretsKeyInvalid = defineError<{ path: string }>({
  code: 'secrets_key_invalid',
  kind: 'invalid',
  message: ({ path }) => `${path} does not hold a key of 64 hex digits.`,
  hint: 'Put the key back from your backup. Without it stored secrets cannot be read: remove the file, start, and set them anew.',
});

export const secretUnknown = defineError<{ name: string }>({
  code: 'secret_unknown',
  kind: 'not_found',
  message: ({ name }) => `There is no stored secret "${name}".`,
  hint: 'GET /api/admin/secrets lists them.',
});

export const secretInvalid = defineError<{ name: string; reason: string; field: string }>({
  code: 'invalid_secret',
  kind: 'invalid',
  message: ({ name, reason }) => `The secret "${name}" cannot be kept: ${reason}.`,
  hint: 'Names are A-Z, 0-9 and _; give either `value` or `env_name`; hosts are names such as api.example.com or *.example.com.',
});

export const secretNotBound = defineError<{ name: string; host: string }>({
  code: 'secret_not_bound',
  kind: 'forbidden',
  message: ({ name, host }) => `The secret "${name}" is not bound to the host "${host}".`,
  hint: ({ name, host }) =>
    `If it is meant to be sent there, an administrator binds it: agnes admin secret set ${name} --host ${host}`,
});

export const secretInUse = defineError<{ name: string; used_by: readonly string[] }>({
  code: 'secret_in_use',
  kind: 'conflict',
  message: ({ name, used_by }) => `The secret "${name}" is used by ${used_by.join(', ')}.`,
  hint: 'Point them to another secret first, or delete it with `?force=true`: they then fail until it is set again.',
});
