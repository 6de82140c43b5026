import compare from 'semver/functions/compare.js';
import { covers } from '../../kernel/host-range.ts';
import type { Candidate, Wanted } from './candidate.ts';
import { type Terms, type Unfit, unfit } from './unfit.ts';

/** What is to be resolved. Nothing is fetched: candidates are all there is. */
export interface ResolveInput extends Terms {
  readonly wanted: readonly Wanted[];
  readonly candidates: readonly Candidate[];
  /** Versions that are not up for choice here and could be had: an error may name them. */
  readonly alsoKnown?: readonly Pick<Candidate, 'id' | 'version'>[];
}

/** Why there is no answer, told about one plugin. */
interface ResolveProblem {
  readonly id: string;
  readonly code: Unfit['code'] | 'unknown' | 'conflict';
  readonly message: string;
}

/** One version of each plugin, sorted by id; or what stands in the way. */
export type Resolved =
  | { readonly chosen: readonly Candidate[] }
  | { readonly problems: readonly [ResolveProblem, ...ResolveProblem[]] };

/** A choice that must hold: whoever asks for a range of a plugin, and which. */
interface Demand {
  readonly id: string;
  readonly range: string;
  readonly by: string;
}

/** Chooses the highest version of each wanted plugin, and of what those need, that go together. */
export const resolve = (input: ResolveInput): Resolved => {
  const wanted = new Map(input.wanted.map((each) => [each.id, each]));
  const versions = fitting(input, wanted);
  const demands = [...wanted.keys()].sort().map((id) => ({ id, range: '*', by: 'the administrator' }));
  const search: Search = { versions, problems: [], wanted, alsoKnown: input.alsoKnown ?? [] };
  const problems = demands.flatMap(({ id }) =>
    versions.get(id)?.length ? [] : [nothingFits(id, input, wanted)],
  );
  const [first, ...more] = problems;
  if (first) return { problems: [first, ...more] };
  const chosen = choose(new Map(), demands, search);
  if (chosen) return { chosen: [...chosen.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
  return { problems: [search.problems[0] ?? nothingFits(demands[0]?.id ?? '', input, wanted)] };
};

interface Search {
  readonly versions: ReadonlyMap<string, readonly Candidate[]>;
  /** In the order found; the first concerns the highest versions, which is what people ask about. */
  readonly problems: ResolveProblem[];
  readonly wanted: ReadonlyMap<string, Wanted>;
  readonly alsoKnown: readonly Pick<Candidate, 'id' | 'version'>[];
}

const fitting = (input: ResolveInput, wanted: ReadonlyMap<string, Wanted>): Search['versions'] => {
  const good = input.candidates.filter((each) => !unfit(each, wanted.get(each.id), input));
  return Map.groupBy(
    good.sort((a, b) => compare(b.version, a.version)),
    ({ id }) => id,
  );
};

type Chosen = ReadonlyMap<string, Candidate>;

const choose = (chosen: Chosen, demands: readonly Demand[], search: Search): Chosen | undefined => {
  const broken = demands.find(({ id, range }) => {
    const version = chosen.get(id)?.version;
    return version !== undefined && !covers(range, version);
  });
  if (broken) return void search.problems.push(conflict(broken, demands, search));
  const open = demands.find(({ id }) => !chosen.has(id));
  if (!open) return chosen;
  const asked = demands.filter(({ id }) => id === open.id);
  const able = (search.versions.get(open.id) ?? []).filter(({ version }) =>
    asked.every(({ range }) => covers(range, version)),
  );
  if (able.length === 0) return void search.problems.push(conflict(asked.at(-1) ?? open, demands, search));
  for (const candidate of able) {
    const found = choose(
      new Map(chosen).set(open.id, candidate),
      [...demands, ...needsOf(candidate)],
      search,
    );
    if (found) return found;
  }
  return undefined;
};

const needsOf = ({ id, version, needs = {} }: Candidate): readonly Demand[] =>
  Object.entries(needs).map(([needed, range]) => ({ id: needed, range, by: `${id} ${version}` }));

/** Both sides by name, and the version nearest to what would please them. */
const conflict = (one: Demand, demands: readonly Demand[], search: Search): ResolveProblem => {
  const all = search.versions.get(one.id) ?? [];
  const [highest] = all;
  if (!highest) {
    return {
      id: one.id,
      code: 'unknown',
      message: `${one.by} needs ${one.id} ${one.range}, of which no version can be installed here.`,
    };
  }
  const could = [...all, ...search.alsoKnown.filter(({ id }) => id === one.id)].sort((a, b) =>
    compare(b.version, a.version),
  );
  const nearest = could.find(({ version }) => covers(one.range, version)) ?? highest;
  const against = otherSide(one, demands, search);
  const message = `${one.by} needs ${one.id} ${one.range}${against}; the nearest version that can be installed is ${nearest.version}.`;
  return { id: one.id, code: 'conflict', message };
};

/** Who wants another: a plugin, else whoever asked for versions of which none is in the range. */
const otherSide = (one: Demand, demands: readonly Demand[], { versions, wanted }: Search): string => {
  const all = versions.get(one.id) ?? [];
  const other = demands.find(
    ({ id, range, by }) =>
      id === one.id &&
      by !== one.by &&
      range !== '*' &&
      !all.some(({ version }) => covers(range, version) && covers(one.range, version)),
  );
  if (other) return `, and ${other.by} needs ${other.range}`;
  if (!wanted.has(one.id) || all.some(({ version }) => covers(one.range, version))) return '';
  return `, and ${all.map(({ version }) => version).join(' or ')} is to be there`;
};

const nothingFits = (
  id: string,
  input: ResolveInput,
  wanted: ReadonlyMap<string, Wanted>,
): ResolveProblem => {
  const all = input.candidates.filter((each) => each.id === id).sort((a, b) => compare(b.version, a.version));
  const reasons = all.map((each) => ({ each, reason: unfit(each, wanted.get(id), input) }));
  // The highest one that is what was asked for says more than one that never was.
  const told = reasons.find(({ reason }) => reason?.code !== 'range' && reason?.code !== 'pin') ?? reasons[0];
  if (!told?.reason)
    return { id, code: 'unknown', message: `No marketplace or folder has a plugin "${id}".` };
  const nearest = all.find((each) => !unfit(each, { id }, input));
  const would = nearest ? `; the nearest version that would work is ${nearest.version}` : '';
  return {
    id,
    code: told.reason.code,
    message: `${id} ${told.each.version} ${told.reason.message}${would}.`,
  };
};
