import { gzipSync } from 'node:zlib';
import type { Answer, Arrived } from './arrived.ts';
import { isSignedByKey } from './s3-signature.ts';

/** How a stack stores what it exports. */
export interface Storage {
  readonly provider: 'gcp' | 'aws' | 'azure';
  readonly isSliced: boolean;
  /** `named`: packed, and called `.gz`; `encoded`: packed on the way, as the header says; `bare`: packed, nothing says so. */
  readonly packing: 'none' | 'named' | 'encoded' | 'bare';
}

const bucket = 'kbc-sapi-files';
const region = 'eu-central-1';
const account = 'kbcfiles';
const azureHost = `${account}.blob.core.windows.net`;
const awsHost = `${bucket}.s3.${region}.amazonaws.com`;
const gcpHost = 'storage.googleapis.com';

/** Names of the stores. */
export const storeHosts = [azureHost, awsHost, gcpHost];

/** Object hosts of three clouds. Each checks the credential that the stack gave out, and whether it has expired. */
export class ObjectStore {
  readonly #objects = new Map<string, Buffer>();
  readonly #files = new Map<string, { readonly storage: Storage; readonly key: string }>();
  /** Credentials of earlier generations have expired. */
  #generation = 1;
  /** Requests until the credentials expire. */
  expiresAfter = Number.POSITIVE_INFINITY;

  isStore(host: string): boolean {
    return storeHosts.includes(host);
  }

  /** Stores a file in pieces; answers its id. */
  put(storage: Storage, pieces: readonly string[]): string {
    const id = String(1000 + this.#files.size);
    const ending = storage.packing === 'named' ? '.csv.gz' : '.csv';
    const key = `exp-15/1 é+/table ${id}${ending}`;
    const pack = (piece: string) =>
      storage.packing === 'none' || piece === '' ? Buffer.from(piece) : gzipSync(piece);
    this.#files.set(id, { storage, key });
    if (!storage.isSliced) {
      this.#objects.set(key, pack(pieces.join('')));
      return id;
    }
    const keys = pieces.map((_, index) => `${key}_0_${index}_0${ending}`);
    for (const [index, piece] of pieces.entries()) this.#objects.set(keys[index] ?? '', pack(piece));
    const entries = keys.map((name) => ({ url: addressOf(storage, name), mandatory: true }));
    this.#objects.set(`${key}manifest`, Buffer.from(JSON.stringify({ entries })));
    return id;
  }

  /** What the stack says of a file, with fresh credentials. */
  detail(id: string): unknown {
    const file = this.#files.get(id);
    if (!file) return undefined;
    const { storage, key } = file;
    const { isSliced, provider } = storage;
    const name = isSliced ? `${key}manifest` : key;
    return {
      id,
      provider,
      isSliced,
      region,
      url: this.#signed(storage, name),
      ...this.#credentials(provider, key),
    };
  }

  answer(request: Arrived): Answer {
    this.expiresAfter -= 1;
    if (this.expiresAfter < 0) {
      this.#generation += 1;
      this.expiresAfter = Number.POSITIVE_INFINITY;
    }
    const { pathname } = new URL(request.path, `https://${request.host}`);
    const path = decodeURIComponent(pathname.slice(1));
    const key = request.host === awsHost ? path : path.slice(path.indexOf('/') + 1);
    if (!this.#mayRead(request)) return { status: request.host === gcpHost ? 401 : 403, body: '<Error/>' };
    const body = this.#objects.get(key);
    if (!body) return { status: 404, body: `<Error>${key}</Error>` };
    const isEncoded = [...this.#files.values()].some(
      (file) => key.startsWith(file.key) && !key.endsWith('manifest') && file.storage.packing === 'encoded',
    );
    return { status: 200, body, headers: isEncoded && body.length > 0 ? { 'content-encoding': 'gzip' } : {} };
  }

  #signed({ provider }: Storage, key: string): string {
    const path = encodeURI(key).replaceAll('+', '%2B');
    const query = `signature=own-${this.#generation}`;
    if (provider === 'aws') return `https://${awsHost}/${path}?${query}`;
    return provider === 'gcp'
      ? `https://${gcpHost}/${bucket}/${path}?${query}`
      : `https://${azureHost}/${bucket}/${path}?${query}`;
  }

  #credentials(provider: Storage['provider'], key: string): object {
    if (provider === 'gcp') {
      const gcsCredentials = { access_token: this.#secret('gcs'), token_type: 'Bearer' };
      return { gcsPath: { bucket, key }, gcsCredentials };
    }
    if (provider === 'aws') {
      const [SecretAccessKey, SessionToken] = [this.#secret('aws'), this.#secret('session')];
      return {
        s3Path: { bucket, key },
        credentials: { AccessKeyId: 'ASIATEST', SecretAccessKey, SessionToken },
      };
    }
    const SASConnectionString = `BlobEndpoint=https://${azureHost};SharedAccessSignature=sv=2017-11-09&sig=${this.#secret('sas')}%3D`;
    return { absPath: { container: bucket, name: key }, absCredentials: { SASConnectionString } };
  }

  #mayRead({ host, path, headers }: Arrived): boolean {
    const { searchParams } = new URL(path, `https://${host}`);
    if (searchParams.get('signature') === `own-${this.#generation}`)
      return headers['authorization'] === undefined;
    if (host === gcpHost) return headers['authorization'] === `Bearer ${this.#secret('gcs')}`;
    if (host === azureHost) return searchParams.get('sig') === `${this.#secret('sas')}=`;
    const isCurrent = headers['x-amz-security-token'] === this.#secret('session');
    return isCurrent && isSignedByKey({ path, headers }, this.#secret('aws'));
  }

  #secret(kind: string): string {
    return `canary-${kind}-${this.#generation}`;
  }
}

const addressOf = ({ provider }: Storage, key: string): string => {
  if (provider === 'gcp') return `gs://${bucket}/${key}`;
  return provider === 'aws' ? `s3://${bucket}/${key}` : `azure://${azureHost}/${bucket}/${key}`;
};
