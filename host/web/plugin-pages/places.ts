import { below } from '../address.ts';
import { pluginsPath } from './plugins-path.ts';

/** A link to a page beside others. */
interface Place {
  readonly href: string;
  readonly label: string;
}

const places: readonly Place[] = [
  { href: pluginsPath, label: 'All plugins' },
  { href: '/admin/hooks', label: 'Hooks' },
  { href: below(pluginsPath, 'doctor'), label: 'Doctor' },
  { href: below(pluginsPath, 'bisect'), label: 'Find what breaks' },
  { href: below(pluginsPath, 'diff'), label: 'Compare' },
];

/** The pages about all plugins, for `plugin-places.mustache`. */
export const placesView = (current: string): object => marked('Pages of plugins', places, current);

/** The pages about one plugin; `base` is the address of the first. */
export const ownPlacesView = (base: string, current: string): object => {
  const own = [
    { href: base, label: 'Overview' },
    { href: below(base, 'calls'), label: 'Calls' },
    { href: below(base, 'logs'), label: 'Logs' },
  ];
  return marked('Pages of this plugin', own, current);
};

const marked = (label: string, links: readonly Place[], current: string): object => ({
  places: { label, links: links.map((link) => ({ ...link, current: link.href === current })) },
});
