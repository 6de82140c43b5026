import { basename } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { type Failure, failureOf } from '@agnes/sdk/extract';
import type { CodeFailure, CodeStamp, StatusSource } from './ledger.ts';
import { reasonOf } from './reason.ts';

/** Whose doing it was and where its files lie. */
export interface FailedCode extends CodeStamp {
  /** Absolute. */
  readonly folder: string;
  readonly during: string;
}

/** What went wrong in this process, with the part of its stack that is the plugin's own. */
export const codeFailure = (cause: unknown, { folder, ...code }: FailedCode): CodeFailure => {
  const failure = { ...plainFailure(cause), message: reasonOf(cause) };
  return { ...code, ...toldOf(failure), frames: framesOf(cause, folder) };
};

/** What is thrown may be made to throw when it is looked at. */
const plainFailure = (cause: unknown): Failure => {
  try {
    return failureOf(cause);
  } catch {
    return failureOf(undefined);
  }
};

/** The same for what a child told: it has no stack. */
export const childFailure = (
  failure: Failure,
  code: CodeStamp & { readonly during: string },
): CodeFailure => ({
  ...code,
  ...toldOf(failure),
  frames: [],
});

/** Hash of the tree that a folder of the store is named by; nothing for one that ships with the host. */
export const treeHashOf = (folder: string): { readonly treeHash?: string } => {
  const name = basename(folder);
  return /^sha256-[0-9a-f]{64}$/.test(name) ? { treeHash: name } : {};
};

/** Which code lies in a folder. */
export const stampOf = ({
  folder,
  manifest: { id, version },
}: {
  readonly folder: string;
  readonly manifest: Pick<Manifest, 'id' | 'version'>;
}): CodeStamp => ({ plugin: id, version, ...treeHashOf(folder) });

const toldOf = (failure: Failure) => ({
  class: failure.class,
  code: failure.code,
  message: failure.message,
  statusSource: sourceOfCode[failure.code] ?? sourceOfClass[failure.class],
});

const sourceOfClass: Readonly<Record<Failure['class'], StatusSource>> = {
  ConfigError: 'config',
  AuthError: 'config',
  PermissionError: 'config',
  NotFound: 'config',
  BudgetExceeded: 'config',
  ExtensionUnavailable: 'config',
  RateLimited: 'upstream',
  UpstreamError: 'upstream',
  Timeout: 'upstream',
  SchemaDrift: 'upstream',
  PluginBug: 'plugin',
};

/** Where the code says more than its class. */
const sourceOfCode: Readonly<Record<string, StatusSource>> = {
  access_denied: 'plugin',
  host_not_declared: 'plugin',
  hook_timed_out: 'plugin',
  hook_result_invalid: 'plugin',
  hook_undeclared: 'plugin',
  plugin_entry_invalid: 'plugin',
  plugin_setup_timeout: 'plugin',
  manifest_invalid: 'plugin',
  run_silent: 'plugin',
  run_timeout: 'plugin',
  disk_full: 'host',
  child_not_started: 'host',
  plugin_unreadable: 'host',
};

const mostFrames = 3;
const longestFrame = 200;

const framesOf = (cause: unknown, folder: string): readonly string[] => {
  return stackOf(cause)
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at ') && line.includes(folder))
    .slice(0, mostFrames)
    .map((line) => line.trim().replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, ''))
    .map((line) => line.slice(0, longestFrame));
};

const stackOf = (cause: unknown): string => {
  try {
    return cause instanceof Error ? String(cause.stack) : '';
  } catch {
    return '';
  }
};
