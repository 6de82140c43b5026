import { checkerFor, type Static, Type } from '@agnes/sdk';
import { manifestUnreadable } from '../errors.ts';
import { type Finding, warning } from '../findings.ts';
import {
  componentFault,
  componentNames,
  isRecord,
  line,
  sharedFields,
  unknownKeys,
} from './plugin-fields.ts';
import { strictJson } from './strict-json.ts';

/** Where a plugin says what it is. */
export const pluginFile = '.claude-plugin/plugin.json';

const schema = Type.Object({
  ...sharedFields,
  icon: line,
  documentationUrl: line,
  supportUrl: line,
  privacyPolicyUrl: line,
  termsOfServiceUrl: line,
});

const known = [...Object.keys(schema.properties), ...componentNames];
const check = checkerFor(schema, { compiled: 'later' });

/** A plugin's own manifest. */
export interface PluginManifest {
  readonly fields: Static<typeof schema>;
  /** As it was written. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Reads a plugin's manifest; throws when it is malformed. `about` is the entry that it belongs to. */
export const pluginManifest = (
  bytes: Uint8Array,
  about: string,
): { readonly manifest: PluginManifest; readonly findings: readonly Finding[] } => {
  const raw = strictJson(bytes, pluginFile);
  if (!isRecord(raw)) throw manifestUnreadable({ thing: pluginFile, rule: 'is not an object' });
  const checked = check(raw);
  if (!checked.ok) {
    const rule = checked.faults
      .map(({ loc, msg }) => `${loc}: ${msg}`)
      .slice(0, 5)
      .join('; ');
    throw manifestUnreadable({ thing: pluginFile, rule });
  }
  const fault = componentFault(raw);
  if (fault !== undefined) throw manifestUnreadable({ thing: pluginFile, rule: fault });
  const keys = unknownKeys(raw, known);
  const what = `Nobody here knows ${keys.slice(0, 10).join(', ').slice(0, 200)} in ${pluginFile}.`;
  const next = 'Remove them, or correct their spelling.';
  return {
    manifest: { fields: checked.value, raw },
    findings: keys.length > 0 ? [warning(about, { rule: 'unknown_keys', what, next })] : [],
  };
};
