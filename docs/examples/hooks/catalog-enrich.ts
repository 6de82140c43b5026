import { definePlugin } from '@agnes/sdk';

export default definePlugin({
  setup: ({ id, tap }) => {
    tap('catalogEnrich', (entry) => {
      const tags = entry.upstream.find(({ plugin }) => plugin === id)?.value.tags ?? [];
      return { ...entry, tags: [...entry.tags, ...tags.map((value) => ({ value, from: 'example' }))] };
    });
  },
});
