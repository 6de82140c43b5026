import { serverUrlInvalid } from './errors.ts';

/** The public origin, where somebody has named one: SERVER_URL, `server.url`, else DOMAIN, which stands behind TLS. */
export const publicUrl = (
  env: Readonly<Record<string, string | undefined>>,
  configured: string | undefined,
): string | undefined => {
  if (env['SERVER_URL']) return originOf('SERVER_URL', env['SERVER_URL']);
  if (configured) return originOf('server.url', configured);
  return env['DOMAIN'] ? originOf('DOMAIN', `https://${env['DOMAIN']}`) : undefined;
};

const originOf = (name: string, value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin = url && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(url.href);
  if (!isOrigin) throw serverUrlInvalid({ name, value });
  return url.origin;
};
