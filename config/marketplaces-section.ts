import { Type } from '@agnes/sdk';
import { section } from './section.ts';

/** Repositories that skills come from. */
export const marketplacesSection = section(
  {
    allow_external_sources: Type.Boolean({
      default: false,
      description:
        'True: the content of a plugin may come from another place than the repository of its marketplace, from the hosts below.',
    }),
    external_hosts: Type.Array(Type.String(), {
      default: [],
      description: 'Those hosts, such as `github.com`.',
    }),
  },
  'Marketplaces.',
);
