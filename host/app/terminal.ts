/** What a command prints goes through here. */
export interface Terminal {
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** The process's own output. */
export const processTerminal: Terminal = {
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  warn: (line) => {
    process.stderr.write(`${line}\n`);
  },
};
