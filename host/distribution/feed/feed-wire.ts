import { type Static, Type } from '@agnes/sdk';
import type { ServedPlugin } from '../../../marketplace/feed/feed-plugin.ts';
import { servedVersion } from '../../../marketplace/normalise/plugin-version.ts';
import { briefFields, briefWire } from './brief-wire.ts';
import type { ToldBrief } from './feed-briefs.ts';
import type { FeedView, SwitchedOff } from './feed-views.ts';
import { pluginIdOf } from './granted-plugins.ts';

const tier = Type.Union([Type.Literal('required'), Type.Literal('optional')]);

const plugin = Type.Object({
  name: Type.String({ description: 'What a client installs.' }),
  original_name: Type.String({ description: 'The name in its marketplace, by which it is granted.' }),
  prefixed_name: Type.String({ description: 'Its folder below `plugins/`.' }),
  marketplace_slug: Type.String(),
  version: Type.String(),
  description: Type.String(),
  tier,
  enabled: Type.Boolean({ description: 'False: you have switched it off, and it is not in the feed.' }),
  renamed_from: Type.Optional(
    Type.String({ description: 'The name in its own manifest, which another plugin of the feed keeps.' }),
  ),
  ...briefFields,
});

/** What somebody is told of what they are served. */
export const feedInfo = Type.Object({
  user_id: Type.String(),
  email: Type.String(),
  groups: Type.Array(Type.String()),
  marketplace_name: Type.String(),
  etag: Type.String(),
  plugin_count: Type.Integer({
    description: 'Plugins in the feed; those that are switched off do not count.',
  }),
  plugins: Type.Array(plugin),
  conflicts: Type.Array(
    Type.Object({
      name: Type.String(),
      kept: Type.String(),
      renamed: Type.Array(Type.Object({ plugin: Type.String(), name: Type.String() })),
    }),
  ),
  reset_required: Type.Boolean({
    description: 'True: what is served began anew, and a clone of before cannot be pulled any more.',
  }),
  generated_at: Type.String(),
});

/** The plugins of a view as they are told: those of the feed, then those that are switched off. */
export const pluginsOf = (
  { feed, off }: FeedView,
  briefs: ReadonlyMap<string, ToldBrief>,
): Static<typeof plugin>[] => [
  ...feed.plugins.map((one) => ({ ...toldPlugin(one), ...briefWire(briefs.get(pluginIdOf(one))) })),
  ...off.map((one) => ({ ...toldOff(one), ...briefWire(briefs.get(pluginIdOf(one))) })),
];

type Named = Omit<Static<typeof plugin>, keyof typeof briefFields>;

const toldPlugin = (served: ServedPlugin): Named => ({
  name: served.name,
  original_name: served.plugin,
  prefixed_name: served.folder,
  marketplace_slug: served.marketplace,
  version: served.version,
  description: descriptionOf(served.entry),
  tier: served.tier,
  enabled: true,
  ...(served.name !== served.manifestName && { renamed_from: served.manifestName }),
});

const toldOff = (off: SwitchedOff): Named => ({
  name: off.manifestName,
  original_name: off.plugin,
  prefixed_name: `${off.marketplace}-${off.plugin}`,
  marketplace_slug: off.marketplace,
  version: servedVersion(off.declaredVersion, off.digest),
  description: descriptionOf(off.entry),
  tier: off.tier,
  enabled: false,
});

const descriptionOf = ({ description }: Readonly<Record<string, unknown>>): string =>
  typeof description === 'string' ? description : '';

/** What somebody says of a plugin. */
export const choiceBody = Type.Object({ enabled: Type.Boolean() }, { additionalProperties: false });

/** What was said of a plugin. */
export const choiceResult = Type.Object({
  marketplace_slug: Type.String(),
  original_name: Type.String(),
  enabled: Type.Boolean(),
  tier,
});
