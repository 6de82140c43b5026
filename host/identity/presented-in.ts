import type { Presented } from './credentials/resolver.ts';

/** The credential in the headers of a request, for operations that say themselves who may call. */
export const presentedIn = ({
  headers,
  ip,
}: {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly ip: string;
}): Presented => {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
  const [, cookie] = /(?:^|;\s*)access_token=([^;]*)/.exec(headers['cookie'] ?? '') ?? [];
  return { ip, ...(bearer !== undefined && { bearer }), ...(cookie !== undefined && { cookie }) };
};
