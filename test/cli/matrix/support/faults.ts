import type { Run } from './machine.ts';
import type { CommandRow, End, State } from './row.ts';

/** What a run is held against. */
interface Expected {
  readonly row: CommandRow;
  readonly state: State;
  readonly isJson: boolean;
  /** What no output may hold. */
  readonly secrets: readonly string[];
}

interface Told {
  readonly ok?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly hint?: unknown };
}

/** Everything about a run that is not as it should be, each as a sentence. */
export const faultsOf = (run: Run, expected: Expected): readonly string[] => {
  const { row, state, isJson, secrets } = expected;
  const end = row.ends[state];
  const where = `${state}${isJson ? ' --json' : ''}`;
  const { code, stdout, stderr } = run;
  const said = stdout + stderr;
  const exit = end === 0 ? 0 : end[0];
  const faults = [
    ...(code === exit ? [] : [`ended with ${code}, not ${exit}`]),
    ...(isJson ? documentFaults(run, expected, end) : textFaults(run, row, end)),
    ...(/\n\s+at \S+ ?\(?\S*:\d+:\d+/.test(said) ? ['shows where in the code it failed'] : []),
    ...secrets.filter((secret) => said.includes(secret)).map((secret) => `tells ${secret.slice(0, 6)}…`),
    ...leftFaults(run, row, end),
  ];
  const seen = faults.length === 0 ? '' : ` (${said.trim().slice(0, 300)})`;
  return faults.map((fault) => `${where}: ${fault}${seen}`);
};

const leftFaults = ({ written }: Run, { leaves }: CommandRow, end: End): readonly string[] =>
  end === 0 ? [] : written.filter((path) => !leaves?.test(path)).map((path) => `failed and left ${path}`);

const documentFaults = ({ stdout }: Run, { row: { streams } }: Expected, end: End): readonly string[] => {
  const lines = stdout.split('\n');
  if (lines.pop() !== '' || (lines.length !== 1 && !streams)) return [`wrote ${lines.length} lines`];
  const documents = lines.map(parsed);
  const last = documents.at(-1);
  if (last === undefined || documents.includes(undefined)) return ['wrote what is no JSON object'];
  if (end !== 0) return errorFaults(last, end[1]);
  return last.ok === true ? [] : ['does not say that all is well'];
};

const errorFaults = ({ ok, error: { code, message, hint } = {} }: Told, error: string): readonly string[] => [
  ...(ok === false ? [] : ['does not say that it failed']),
  ...(code === error ? [] : [`failed with ${code}, not ${error}`]),
  ...(isSaid(message) ? [] : ['has no message']),
  ...(isSaid(hint) ? [] : ['has no hint']),
];

const textFaults = ({ stdout, stderr }: Run, { tells }: CommandRow, end: End): readonly string[] => {
  if (end === 0) return /^(Error|HTTP \d+):/m.test(stderr) ? ['tells of an error'] : [];
  // Programs of the host speak for themselves.
  if (end[1] === 'host_program_failed') return stderr.trim() === '' ? ['says nothing on stderr'] : [];
  const [, hint = ''] = /^ {2}Hint: (\S[\s\S]*)$/m.exec(stderr) ?? [];
  return [
    ...(/^(Error|HTTP \d+):/m.test(stderr) ? [] : ['says nothing of the error on stderr']),
    ...(stdout === '' || tells ? [] : ['failed and wrote on stdout']),
    ...nextStepFaults(stderr, hint, end[1]),
  ];
};

/** What the hint of a failure must name, where every command fails alike. */
const nextSteps: Readonly<Record<string, RegExp>> = {
  not_signed_in: /agnes auth login --server http\S+/,
  server_unreachable: /--server or AGNES_SERVER/,
};

const nextStepFaults = (stderr: string, hint: string, error: string): readonly string[] => {
  const flat = hint.replaceAll(/\s+/g, ' ');
  if (flat === '') return ['gives no hint'];
  const isNamed = (nextSteps[error] ?? /./).test(flat);
  const isPlaceNamed = error !== 'server_unreachable' || stderr.includes('http://127.0.0.1:9 ');
  return [
    ...(isNamed ? [] : ['does not name the next step']),
    ...(isPlaceNamed ? [] : ['does not name the server']),
  ];
};

const isSaid = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const parsed = (line: string): Told | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
