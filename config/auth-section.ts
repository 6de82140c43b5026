import { Type } from '@agnes/sdk';
import { closed, text } from './section.ts';

const pluginSection = (description: string) =>
  Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description }));

const groupRule = Type.Object(
  {
    prefix: Type.Optional(text('Only group addresses that begin so count; without any, nobody gets in.')),
    admin: Type.Optional(text('Address of the group whose members are administrators.')),
    everyone: Type.Optional(text('Address of the group whose members are in Everyone.')),
  },
  closed,
);

/** The section `auth`. */
export const authSection = Type.Object(
  {
    allowed_domain: text(
      'E-mail domains that identity providers may sign in, comma-separated; `*` allows any, empty allows none.',
    ),
    providers: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description:
          'Sign-in methods that are on, in the order of the sign-in page. Absent: all that there are.',
      }),
    ),
    disabled_providers: Type.Array(Type.String(), {
      default: [],
      description: 'Sign-in methods that are off.',
    }),
    groups: Type.Record(Type.String(), groupRule, {
      default: {},
      description: 'By sign-in method, such as `google`: which of its groups count, and what they stand for.',
    }),
    google: pluginSection('Settings of the plugin agnes/auth-google; see its README.'),
    oidc: pluginSection('Settings of the plugin agnes/auth-oidc; see its README.'),
  },
  { ...closed, description: 'Who may sign in.' },
);
