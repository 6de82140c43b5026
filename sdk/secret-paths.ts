import type { Manifest } from './manifest.ts';

/**
 * Dotted paths of the settings that name a secret, by what a manifest says: what is sent along, what a run is handed, what
 * events are signed with. `[]` goes into every item of a list.
 */
export const secretPaths = ({
  capabilities,
  contributes,
}: Pick<Manifest, 'capabilities'> & Partial<Pick<Manifest, 'contributes'>>): readonly string[] => {
  const sent = (capabilities?.network ?? []).flatMap(({ secret }) => secret?.config ?? []);
  const handed = (capabilities?.secrets ?? []).map(({ config }) => config);
  const signing = (contributes?.webhooks ?? []).map(({ signature }) => signature.secret);
  return [...new Set([...sent, ...handed, ...signing])];
};
