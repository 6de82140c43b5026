import { Type } from '@agnes/sdk';
import { section } from './section.ts';

/** Repositories that skills come from. */
export const marketplacesSection = section(
  {
    served_name: Type.String({
      default: 'agnes',
      maxLength: 64,
      pattern: '^(?!(claude|anthropic|cc-plugin)(-|$))[a-z0-9]+(-[a-z0-9]+)*$',
      description:
        'What coding agents call the marketplace that this host serves: lower-case letters, digits and single `-`, and none of the names that Claude Code keeps for its vendor (`claude-…`, `anthropic-…`, `cc-plugin-…`). Who has added it under another name adds it again.',
    }),
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
