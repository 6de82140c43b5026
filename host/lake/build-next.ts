import { crashPoint } from '../store/crash-point.ts';
import type { View, ViewPlan } from './apply-change.ts';
import type { Builder } from './builder.ts';
import type { ViewFault } from './builder-messages.ts';
import type { FailedTable } from './change.ts';
import type { Generation } from './generations.ts';
import type { LakeFolder } from './lake-folder.ts';

/** A generation whose file lies ready; nobody sees it yet. */
export interface Built {
  readonly number: number;
  readonly path?: string;
  /** Ids of the tables that have a view in it. */
  readonly shown: ReadonlySet<string>;
  readonly unreadable: readonly FailedTable[];
}

/** Where a generation is built. */
export interface Site {
  readonly builder: Pick<Builder, 'build'>;
  readonly folder: LakeFolder;
  /** Folder of all extracts, real. */
  readonly extracts: string;
  /** Number of the generation to be built. */
  readonly number: number;
  readonly crashAt?: string;
}

const builderMemoryMb = 512;

/** Builds the generation after `current`: from its file, or from nothing where that file is not there. */
export const buildNext = async (plan: ViewPlan, current: Generation, site: Site): Promise<Built> => {
  const { builder, folder, extracts, number, crashAt } = site;
  const touched = new Set([...plan.put.map(({ name }) => name), ...plan.drop]);
  const rest = [...current.tables.values()].filter(({ name }) => !touched.has(name));
  const kept = current.path === undefined ? [] : rest;
  const put: readonly View[] = current.path === undefined ? [...plan.put, ...rest] : plan.put;
  const faults = await builder.build({
    target: folder.fileOf(number),
    copy: folder.copyOf(number),
    work: folder.work,
    extracts,
    put,
    drop: plan.drop,
    kept: kept.map(({ name }) => name),
    memoryMb: builderMemoryMb,
    ...(current.path !== undefined && { base: current.path }),
    ...(crashAt !== undefined && { crashAt }),
  });
  crashPoint('rebuild.built');
  const bad = new Map(faults.map((fault) => [fault.name, fault]));
  // With a base, a bad new version leaves the view of the last good one in place.
  const stays =
    current.path === undefined ? [] : [...current.tables.values()].filter(({ name }) => bad.has(name));
  const shown = [...kept, ...stays, ...put.filter(({ name }) => !bad.has(name))];
  return {
    number,
    path: folder.fileOf(number),
    shown: new Set(shown.map(({ id }) => id)),
    unreadable: put.flatMap((view) => unreadableTable(view, bad.get(view.name))),
  };
};

const unreadableTable = ({ id, name }: View, fault: ViewFault | undefined): readonly FailedTable[] => {
  if (!fault) return [];
  const message = `The files of "${name}" cannot be published: ${fault.why}`;
  return [{ id, name, status: 'error', error: { code: 'table_unreadable', message, retryable: true } }];
};

/** No build: readers keep what they have. */
export const asItIs = ({ number, path, tables }: Generation): Built => ({
  number,
  shown: new Set(tables.keys()),
  unreadable: [],
  ...(path !== undefined && { path }),
});
