import { definePlugin, Veto } from '@agnes/sdk';

export default definePlugin({
  setup: ({ tap }) => {
    tap('beforeQuery', (query) => {
      const names = query.tables.map(({ name }) => name);
      if (names.includes('salaries') && !query.user.email.endsWith('@hr.example.com')) {
        throw Veto({ reason: 'Salaries are asked about by people of HR only.' });
      }
      return { ...query, limit: Math.min(query.limit, 100_000) };
    });
  },
});
