import type { Reply } from '../../http/reply.ts';
import { addressOf, below } from '../address.ts';
import { countOf } from '../figures.ts';
import { pageReply } from '../page-reply.ts';
import { type Asker, type ReadServices, tappedHooks } from '../plugin-pages/answers.ts';
import { tapFigures } from '../plugin-pages/hook-words.ts';
import { placesView } from '../plugin-pages/places.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';
import type { TappedHook } from '../plugin-pages/seen.ts';
import type { Web } from '../web.ts';

/** Every hook and who listens. */
export const hooksPage = async (
  services: ReadServices & { readonly web: Web },
  asker: Asker,
): Promise<Reply> => {
  const view = hooksView(await tappedHooks(services, asker));
  return pageReply(services.web, asker, {
    page: 'hooks',
    title: 'Hooks · Plugins',
    path: pluginsPath,
    view,
  });
};

/** What becomes of a call in which a tap fails. */
const failing: Readonly<Record<string, string>> = {
  fail: 'the call fails',
  block: 'what was asked is refused',
  skip: 'it is left out, the rest goes on',
  record: 'it is written down, the rest goes on',
};

/** What `hooks.mustache` is filled with: hooks to which somebody listens stand first. */
const hooksView = (hooks: readonly TappedHook[]): object => ({
  ...placesView('/admin/hooks'),
  hooks: hooks
    .toSorted((a, b) => Number(b.taps.length > 0) - Number(a.taps.length > 0))
    .map(({ name, doc, kind, stability, timeout_ms: limit, on_error: onError, taps }) => ({
      ...{ name, doc, kind },
      facts: `Kind: ${kind}. A tap has at most ${countOf(limit)} ms`,
      failing: failing[onError] ?? onError,
      experimental: stability === 'experimental' && { kind: 'plain', text: 'Experimental' },
      listened: taps.length > 0 && { taps: taps.map((tap) => tapView(name, tap)) },
    })),
});

const tapView = (hook: string, tap: TappedHook['taps'][number]): object => {
  const page = below(pluginsPath, ...tap.plugin.split('/'));
  return {
    plugin: tap.plugin,
    href: page,
    calls_href: addressOf(below(page, 'calls'), { hook }),
    hook,
    version: tap.version,
    mode: tap.mode === 'patch' ? 'may change' : 'looks on',
    ...tapFigures(tap),
  };
};
