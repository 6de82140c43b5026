import { answerInvalid } from '../errors.ts';
import { textAt } from '../json.ts';
import { addressOf, type Cloud, encodedKey, type FileRequest } from './cloud.ts';

/** Azure Blob Storage: a signature that goes behind the address of every blob. */
export const azure = (file: unknown): Cloud => ({
  get manifest() {
    const container = textAt(file, 'absPath', 'container');
    const name = textAt(file, 'absPath', 'name');
    if (!container || !name) throw answerInvalid({ reason: 'a file comes without absPath' });
    return blob(access(file), `${container}/${name}manifest`);
  },
  slice: (address) => {
    const { place, key } = addressOf(address, 'azure');
    const at = access(file);
    if (place !== at.host) throw answerInvalid({ reason: `a slice lies at "${place}", not at "${at.host}"` });
    return blob(at, key);
  },
});

interface Access {
  readonly host: string;
  readonly signature: string;
}

/** `BlobEndpoint=https://<account>.blob.core.windows.net;SharedAccessSignature=sv=…&sig=…` */
const access = (file: unknown): Access => {
  const text = textAt(file, 'absCredentials', 'SASConnectionString') ?? '';
  const parts = new Map(text.split(';').map((part) => partOf(part)));
  const endpoint = URL.parse(parts.get('BlobEndpoint') ?? '');
  const signature = parts.get('SharedAccessSignature') ?? '';
  if (endpoint?.protocol !== 'https:' || !isAzure(endpoint.host) || signature === '') {
    throw answerInvalid({ reason: 'a file comes without a signature for Azure' });
  }
  return { host: endpoint.host, signature: signature.replace(/^\?/, '') };
};

const partOf = (part: string): readonly [string, string] => {
  const at = part.indexOf('=');
  return [part.slice(0, at), part.slice(at + 1)];
};

/** True for hosts of the blob service; one with a port is none. */
export const isAzure = (host: string): boolean => /^[a-z0-9-]+\.blob\.core\.windows\.net$/.test(host);

const blob = ({ host, signature }: Access, key: string): FileRequest => ({
  url: `https://${host}/${encodedKey(key)}?${signature}`,
  headers: {},
});
