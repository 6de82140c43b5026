import { answerInvalid } from '../errors.ts';
import { textAt } from '../json.ts';
import { addressOf, type Cloud, encodedKey, signedUrl } from './cloud.ts';

const host = 'storage.googleapis.com';

/** Google Cloud Storage: a token that lives for an hour. */
export const gcp = (file: unknown): Cloud => ({
  get manifest() {
    return signedUrl(textAt(file, 'url') ?? '', (name) => name === host);
  },
  slice: (address) => {
    const { place, key } = addressOf(address, 'gs');
    const token = textAt(file, 'gcsCredentials', 'access_token');
    if (token === undefined) throw answerInvalid({ reason: 'a file comes without gcsCredentials' });
    return {
      url: `https://${host}/${encodedKey(place)}/${encodedKey(key)}`,
      headers: { authorization: `Bearer ${token}` },
    };
  },
});
