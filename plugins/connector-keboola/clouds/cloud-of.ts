import { answerInvalid } from '../errors.ts';
import { at, textAt } from '../json.ts';
import { aws, isAws } from './aws.ts';
import { azure, isAzure } from './azure.ts';
import { type Cloud, type FileRequest, signedUrl } from './cloud.ts';
import { gcp } from './gcp.ts';

/** Where a file lies, by what the stack says of it. */
export const cloudOf = (file: unknown, now: () => number): Cloud => {
  const provider = textAt(file, 'provider') ?? guessed(file);
  if (provider === 'gcp') return gcp(file);
  if (provider === 'aws') return aws(file, now);
  if (provider === 'azure') return azure(file);
  throw answerInvalid({ reason: `a file lies at the provider "${provider}"` });
};

/** A file in one piece: its address is signed already. */
export const wholeFile = (file: unknown): FileRequest =>
  signedUrl(
    textAt(file, 'url') ?? '',
    (host) => host === 'storage.googleapis.com' || isAws(host) || isAzure(host),
  );

/** Older stacks do not name their provider; the place of a file has another word at each. */
const guessed = (file: unknown): string =>
  ['gcp', 'aws', 'azure'].find((_, index) => at(file, ['gcsPath', 's3Path', 'absPath'][index] ?? '')) ??
  'unknown';
