import { type Http, UpstreamError } from '@agnes/sdk';
import { jsonOf } from './json.ts';

/** What the metadata service says about the service account of this machine. */
export interface Metadata {
  email(): Promise<string>;
  token(): Promise<string>;
}

/** On the machine itself it answers at once; elsewhere nobody does. */
const timeoutMs = 2000;

/** Reads the metadata service at this address. */
export const metadataReader = (http: Pick<Http, 'fetch'>, address: string): Metadata => {
  const read = async (name: string): Promise<string> => {
    const url = `${address}/computeMetadata/v1/instance/service-accounts/default/${name}`;
    const { status, headers, text } = await http.fetch(url, { timeoutMs });
    // Whatever else answers there does not say this.
    if (status !== 200 || headers['metadata-flavor'] !== 'Google')
      throw UpstreamError({
        reason: `The metadata service does not name a service account (${status}): run the host on Google Cloud with one.`,
        status,
      });
    return text.trim();
  };
  return {
    email: () => read('email'),
    token: async () => {
      const token = jsonOf(await read('token'), 'The metadata service')['access_token'];
      if (typeof token === 'string' && token !== '') return token;
      throw UpstreamError({ reason: 'The metadata service gives no access token.' });
    },
  };
};
