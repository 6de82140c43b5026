/** The password of HTTP Basic as a credential; nothing when there is none. Whose it is, it says itself: any user name goes. */
export const basicPassword = (authorization: string): { readonly bearer?: string } => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
  const [, bearer] = /^[^:]*:(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return bearer === undefined ? {} : { bearer };
};
