import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { systemTimers } from '../../../../host/http/timers.ts';
import type { CodeFailure, HookCall } from '../../../../host/kernel/ledger.ts';
import { Ledger } from '../../../../host/plugin-manager/ledger/ledger.ts';
import { PluginLogs } from '../../../../host/plugin-manager/ledger/plugin-logs.ts';
import { PluginMetrics } from '../../../../host/plugin-manager/ledger/plugin-metrics.ts';
import { freshStore } from '../../../support/fresh-store.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** Whose code it is. */
export const code = { plugin: 'acme/guard', version: '1.4.2', treeHash: 'sha256-ab' };
/** A failure of it. */
export const failure: CodeFailure = {
  ...code,
  during: 'hook:beforeQuery',
  class: 'PluginBug',
  code: 'plugin_bug',
  message: 'no row 17',
  statusSource: 'plugin',
  frames: [],
};
/** A call of a tap that went well. */
export const call: HookCall = {
  ...code,
  hook: 'beforeQuery',
  tap: 0,
  input: { sql: 'select 1', limit: 9 },
  answer: { sql: 'select 1', limit: 5 },
  ms: 1.5,
  outcome: 'ok',
};
/** One that did not. */
export const failed: HookCall = { ...call, answer: undefined, outcome: 'error', failure };

/** A ledger over a real store, at noon of a day. */
export const openedLedger = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const clock = { now: Date.UTC(2027, 0, 1, 12) };
  const store = await freshStore({
    folder: join(folder, 'state'),
    now: () => clock.now,
    hostVersion: '0.1.0',
  });
  const metrics = new PluginMetrics();
  const log = (message: string): void => t.log(message);
  const onDropped = (plugin: string): void => metrics.lineDropped(plugin);
  const logs = new PluginLogs({ folder: join(folder, 'logs'), timers: systemTimers, onDropped, log });
  const ledger = new Ledger({
    store,
    timers: systemTimers,
    now: () => clock.now,
    metrics,
    logs,
    log,
  });
  t.teardown(async () => {
    await ledger[Symbol.asyncDispose]();
    await logs[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  const text = () => metrics.texts().join('\n');
  return { ledger, logs, store, clock, text, logFolder: join(folder, 'logs', 'acme', 'guard') };
};
