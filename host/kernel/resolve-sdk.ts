import { registerHooks } from 'node:module';
import sdk from '../../sdk/package.json' with { type: 'json' };

// Registers on import, because `--import` can hand nothing over. It needs to read this file and `sdk/`, and no more:
// plugins live where no `node_modules` leads to the SDK, and a copy of their own would be another SDK.
const folder = new URL('../../sdk/', import.meta.url);
const exported: Readonly<Record<string, string>> = sdk.exports;
const name = '@agnes/sdk';

registerHooks({
  resolve: (specifier, context, next) => {
    const target = specifier.startsWith(name) ? exported[`.${specifier.slice(name.length)}`] : undefined;
    return next(target === undefined ? specifier : new URL(target, folder).href, context);
  },
});
