/** Runs the work while the home and the temporary folder of this process are another folder. */
export const withHome = async (folder: string, work: () => Promise<unknown>): Promise<void> => {
  const { TMPDIR, HOME } = process.env;
  Object.assign(process.env, { TMPDIR: folder, HOME: folder });
  try {
    await work();
  } finally {
    putBack({ TMPDIR, HOME });
  }
};

const putBack = (environment: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
};
