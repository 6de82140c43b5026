import { definePlugin } from '@agnes/sdk';

export default definePlugin({
  setup: ({ tap }) => {
    tap('afterExtract', ({ table, rows, previousRows = 0 }) => {
      if (rows * 2 >= previousRows) return [];
      const message = `Table "${table.name}" went from ${previousRows} to ${rows} rows.`;
      return [{ severity: 'block', code: 'shrunk', message }];
    });
  },
});
