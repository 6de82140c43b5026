import type { Static } from '@agnes/sdk';
import type { doctorWire } from '../../plugin-manager/diagnosis/doctor-check.ts';
import { below } from '../address.ts';
import type { Chip } from '../chips.ts';
import { amountOf } from '../figures.ts';
import { placesView } from '../plugin-pages/places.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';

type Examined = Static<typeof doctorWire>;
type Status = Examined['checks'][number]['status'];

const chips: Readonly<Record<Status, Chip>> = {
  fail: { kind: 'error', text: 'Failed' },
  warn: { kind: 'warn', text: 'Look at it' },
  ok: { kind: 'on', text: 'Well' },
};

const names: Readonly<Record<string, string>> = {
  current: 'What runs now',
  table: 'History',
  generations: 'Files of the generations',
  store: 'Store of the plugins',
  rollback: 'Way back',
  plugin: 'Plugins',
  sign_in: 'Ways to sign in',
  safe_mode: 'Safe mode',
  watch: 'Watched changes',
  orphans: 'Files without a history',
  pin: 'Pins',
  disk: 'Disk',
  clock: 'Clock',
  bisect: 'Search for what breaks',
  secret: 'Secrets',
};

/** What `plugin-doctor.mustache` is filled with: what has failed stands first. */
export const doctorView = ({ checks }: Examined): object => {
  const order = Object.keys(chips);
  const sorted = checks.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return {
    ...placesView(below(pluginsPath, 'doctor')),
    summary: summaryOf(checks),
    checks: sorted.map(({ name, status, message, next_action: next, plugin }) => ({
      name: names[name] ?? name.replaceAll('_', ' '),
      state: chips[status],
      message,
      next: next ?? '',
      plugin: plugin !== undefined && { id: plugin, href: below(pluginsPath, ...plugin.split('/')) },
    })),
  };
};

const summaryOf = (checks: Examined['checks']): object => {
  const count = (status: Status): number => checks.filter((check) => check.status === status).length;
  const [failed, doubtful] = [count('fail'), count('warn')];
  const of = `Of ${amountOf(checks.length, 'check')}`;
  if (failed > 0)
    return { bad: true, text: `${of}, ${failed} failed${doubtful > 0 ? `, and ${doubtful} warn` : ''}.` };
  return {
    bad: false,
    text: doubtful > 0 ? `${of}, none failed and ${doubtful} warn.` : `${of}, none failed.`,
  };
};
