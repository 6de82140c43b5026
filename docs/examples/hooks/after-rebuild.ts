import { definePlugin } from '@agnes/sdk';

export default definePlugin({
  setup: ({ tap, defer, log }) => {
    let changed = 0;
    tap('afterRebuild', (rebuilt) => {
      changed += rebuilt.changed.length;
    });
    const timer = setInterval(() => log(`${changed} tables changed so far`), 3_600_000);
    defer(() => clearInterval(timer));
  },
});
