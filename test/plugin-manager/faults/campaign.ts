import { type Lab, openLab } from './lab.ts';
import type { Random } from './random.ts';
import { type Fault, type Outcome, sceneOf, toldBy, versionOf } from './scene.ts';
import { failing } from './versions.ts';

/** What one fault came to, for people. */
export interface Ran {
  readonly name: string;
  /** What was wrong afterwards; empty when nothing was. */
  readonly wrong: readonly string[];
}

/** Does these faults to one data folder, one after the other; each begins where the one before ended. */
export const runFaults = async (
  dataDir: string,
  faults: readonly Fault[],
  random: Random,
): Promise<readonly Ran[]> => {
  const ran: Ran[] = [];
  for (const fault of faults) {
    const { outcome, wrong } = await faultAt(dataDir, fault, random);
    await using started = await openLab(dataDir);
    wrong.push(...(await wrongWith(started, outcome)), ...wordless(outcome, started));
    wrong.push(...(await takenUp(started)));
    ran.push({ name: fault.name, wrong });
  }
  return ran;
};

const faultAt = async (dataDir: string, fault: Fault, random: Random) => {
  await using lab = await openLab(dataDir);
  const outcome = await fault.run(await sceneOf(lab, random));
  return { outcome, wrong: lab.isClosed ? [] : [...(await wrongWith(lab, outcome))] };
};

/** A host that starts goes on watching; what fails does not stay. */
const takenUp = async (started: Lab): Promise<readonly string[]> => {
  const { manager } = started.parts;
  const lock = await manager.current();
  const told = await toldBy(manager.resume(new AbortController().signal));
  // Where what it came from was changed, there is nothing to go back to.
  const before = await started.read(lock.parent).catch(() => lock);
  const allowed = versionOf(lock) === failing ? before : lock;
  return wrongWith(started, { allowed: [versionOf(allowed)], told });
};

/** Files and what runs have to agree, on exactly one of what is allowed; the table never has two that run. */
const wrongWith = async (lab: Lab, { allowed }: Outcome): Promise<readonly string[]> => {
  const lock = await lab.parts.manager.current();
  const [version, answer] = [versionOf(lock), (await lab.parts.answer()) ?? 'none'];
  const active = await lab.active();
  return [
    ...(allowed.includes(version) ? [] : [`${version} is current, not ${allowed.join(' or ')}`]),
    ...(answer === version || version === failing ? [] : [`${answer} runs, ${version} is current`]),
    ...(active.length < 2 ? [] : [`the table says that ${active.join(' and ')} run`]),
  ];
};

/** An error has a sentence of what is wrong and one of what to do. */
const wordless = ({ told, says }: Outcome, started: Lab): readonly string[] => [
  ...told.filter((text) => !/.{20,} → .{20,}/s.test(text)).map((text) => `"${text}" is no help`),
  ...(says && !started.parts.told.some((text) => says.test(text))
    ? [`nobody said ${says}, but: ${started.parts.told.join()}`]
    : []),
];
