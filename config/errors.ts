import { defineError } from '@agnes/sdk/errors';

/** One thing to correct in a configuration file. */
export interface ConfigFault {
  readonly file: string;
  /** Line in that file, counted from 1, where it is known. */
  readonly line?: number;
  /** Dotted key, such as `server.port`. */
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

/** Every fault at once: a host never starts on half a configuration. */
export const configInvalid = defineError<{ faults: readonly ConfigFault[] }>({
  code: 'config_invalid',
  kind: 'invalid',
  message: ({ faults }) => `The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}.`,
  hint: ({ faults }) => faults.map(faultLine).join('\n'),
});

/** A fault as one line: `file:line key: what. fix`. */
const faultLine = ({ file, line, key, message, fix }: ConfigFault): string =>
  `${file}${line === undefined ? '' : `:${line}`} ${key}: ${message}. ${fix}`;
