import type { Static } from '@agnes/sdk';
import type { whyWire } from '../../plugin-manager/diagnosis/why.ts';

/** Why a plugin is as it is, as `plugin.mustache` shows it. */
export const whyView = ({ owner, because }: Static<typeof whyWire>): object => ({
  owner,
  has_facts: because.length > 0,
  because: because.map(({ fact, source }) => ({ fact, source })),
});
