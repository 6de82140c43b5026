import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { type HybridFault, hybridRefused } from './errors.ts';

/** How the part that brings an alias is called. Cut: it may be anything. */
export const partOf = (alias: string): string => `BQ '${alias.slice(0, 64)}'`;

/** Does what belongs to an alias; what it refuses with is told as the refusal of that part. */
export const forAlias = async <T>(alias: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw told(error, partOf(alias), 'bq_error');
  }
};

/** The same of the statement over what was brought. */
export const forQuery = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const isOfSource = isPlatformError(error) && (error.kind === 'upstream' || error.code.startsWith('bq_'));
    throw told(error, 'Query', isOfSource ? 'bq_error' : 'query_error');
  }
};

const told = (error: unknown, part: string, otherwise: HybridFault): unknown => {
  // What is broken here is no refusal.
  if (!isPlatformError(error) || error.kind === 'unavailable' || error.kind === 'internal') return error;
  const reason = error.message.replace(/^Query error: /, '');
  return hybridRefused(
    { part, fault: faultOf(error) ?? otherwise, reason, remedy: error.hint },
    { cause: error },
  );
};

const faultOf = ({ code }: PlatformError): HybridFault | undefined => limits.find((limit) => limit === code);

const limits = ['row_limit', 'memory_limit', 'timeout'] as const;
