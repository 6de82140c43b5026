import { definePlugin } from '@agnes/sdk';

export default definePlugin({
  setup: ({ tap, log }) => {
    tap('afterQuery', ({ userId, status, durationMs, sqlSha256 }) => {
      if (durationMs > 60_000) log(`${userId} waited ${durationMs} ms for ${sqlSha256}: ${status}`);
    });
  },
});
