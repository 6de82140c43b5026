/** The address that a one-time link leads to. The origin is the configured one, never that of a request. */
export const linkUrl = (
  origin: string,
  { path, email, token }: { readonly path: string; readonly email: string; readonly token: string },
): string => {
  const url = new URL(origin);
  url.pathname = path;
  url.searchParams.set('email', email);
  url.searchParams.set('token', token);
  return url.href;
};
