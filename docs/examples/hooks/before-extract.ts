import { definePlugin, Veto } from '@agnes/sdk';

interface Settings {
  /** First hour of the day, UTC, that no longer counts as night. */
  readonly until_hour: number;
}

export default definePlugin<Settings>({
  setup: ({ settings, tap }) => {
    tap('beforeExtract', (plan) => {
      if (plan.source.slug !== 'payroll') return undefined;
      if (new Date().getUTCHours() >= settings.until_hour) {
        throw Veto({ reason: 'The payroll system is read at night only.' });
      }
      return { ...plan, tables: plan.tables.filter(({ name }) => name !== 'salaries') };
    });
  },
});
