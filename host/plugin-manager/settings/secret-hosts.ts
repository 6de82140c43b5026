import type { Manifest } from '@agnes/sdk';
import type { SecretDraft } from '../../store/secrets/stored-secret.ts';

/** A secret that was typed, bound to the hosts as well that its plugin sends it to by its manifest. */
export const withHosts = (secret: SecretDraft, manifest: Manifest): SecretDraft => {
  const names = namesOf(secret.owner.id ?? '', manifest);
  const hosts = (manifest.capabilities?.network ?? []).flatMap(({ host, secret: sent }) =>
    host !== undefined && sent && names.includes(sent.config) ? host : [],
  );
  return { ...secret, boundHosts: [...new Set([...(secret.boundHosts ?? []), ...hosts])] };
};

/** How the plugin calls the setting at a place of the files. */
const namesOf = (key: string, { id, config }: Manifest): readonly string[] => {
  const places = [
    `plugins.${id}.settings.`,
    ...(config?.section === undefined ? [] : [`${config.section}.`]),
  ];
  return places.flatMap((place) => (key.startsWith(place) ? key.slice(place.length) : []));
};
