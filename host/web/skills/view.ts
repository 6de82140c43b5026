import type { Static } from '@agnes/sdk';
import type { feedInfo } from '../../distribution/feed/feed-wire.ts';
import { below } from '../address.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { broughtBy, lacksOf } from './brings.ts';

type Served = Static<typeof feedInfo>;

/** What the page is told beside what somebody is served. */
export interface SkillsShown {
  /** Where this host is reached. */
  readonly origin: string;
  /** Whether they can grant a plugin themselves. */
  readonly isAdmin: boolean;
  readonly done?: string | undefined;
  readonly refusal?: Refusal | undefined;
}

/** What `skills.mustache` is filled with. */
export const skillsView = (served: Served, { origin, isAdmin, done, refusal }: SkillsShown): object => ({
  done,
  is_admin: isAdmin,
  refusal: refusalView(refusal),
  reset: served.reset_required,
  conflicts: served.conflicts.map(({ name, kept, renamed }) => ({
    ...{ name, kept },
    renamed: renamed.map((other) => `${other.plugin} is called ${other.name}`).join(', '),
  })),
  has_plugins: served.plugins.length > 0,
  plugins: served.plugins.map((plugin) => rowOf(plugin, served.marketplace_name)),
  url: `${origin}/marketplace.git`,
  login: loginCommands(origin),
  // All that is on, in one line, for who has the program already.
  one_line: `agnes auth login --server ${origin} && agnes skills install --all --scope user`,
});

const rowOf = (plugin: Served['plugins'][number], marketplace: string): object => {
  const { name, enabled, tier, version, description, marketplace_slug: slug, original_name: own } = plugin;
  const isRequired = tier === 'required';
  const parts = broughtBy(plugin);
  const lacks = lacksOf(plugin);
  return {
    ...{ name, version, description, enabled },
    origin: `${slug}/${own}`,
    tier: isRequired ? { kind: 'admin', text: 'Required' } : { kind: 'plain', text: 'Optional' },
    state: enabled ? { kind: 'on', text: 'On' } : { kind: 'off', text: 'Switched off' },
    renamed: plugin.renamed_from ?? '',
    lacking: lacks.length > 0 && { lacks },
    brings: parts.length > 0 && {
      summary: parts.map(({ amount }) => amount).join(', '),
      parts: parts.map((part) => ({ ...part, is_one_of_many: parts.length > 1 })),
    },
    install: enabled && `claude plugin install ${name}@${marketplace}`,
    action: !isRequired && {
      href: below('/skills', slug, own, enabled ? 'disable' : 'enable'),
      label: enabled ? 'Switch off' : 'Switch on',
    },
  };
};

/** Hands a token that is typed to the credential helper of git: it is in no address, argument or history. */
const loginCommands = (origin: string): string =>
  [
    `git config --global credential.${origin}.helper store`,
    `read -rs TOKEN && printf 'url=%s\\nusername=agnes\\npassword=%s\\n\\n' ${origin} "$TOKEN" | git credential approve; unset TOKEN`,
  ].join('\n');
