import { type ResolveFnOutput, type ResolveHookContext, registerHooks } from 'node:module';
import sdk from '../../sdk/package.json' with { type: 'json' };

// Registers on import, because `--import` can hand nothing over. It needs to read this file and `sdk/`, and no more:
// plugins live where no `node_modules` leads to the SDK, and a copy of their own would be another SDK.
const folder = new URL('../../sdk/', import.meta.url);
const exported: Readonly<Record<string, string>> = sdk.exports;
const name = '@agnes/sdk';
const duckdb = '@duckdb/node-api';

type Next = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

/** A plugin that brings no DuckDB gets the host's. */
const duckdbOf = (context: ResolveHookContext, next: Next): ResolveFnOutput => {
  try {
    return next(duckdb, context);
  } catch {
    // Nothing leads there from the plugin's folder.
    return next(duckdb, { ...context, parentURL: import.meta.url });
  }
};

registerHooks({
  resolve: (specifier, context, next) => {
    const target = specifier.startsWith(name) ? exported[`.${specifier.slice(name.length)}`] : undefined;
    if (target !== undefined) return next(new URL(target, folder).href, context);
    return specifier === duckdb ? duckdbOf(context, next) : next(specifier, context);
  },
});
