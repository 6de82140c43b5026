import type { Command } from '../command.ts';
import { metricFlags } from '../metrics/metric-fields.ts';

/** Commands about business metrics. */
export const metricCommands: readonly Command[] = [
  {
    name: 'metrics list',
    summary: 'Show the business metrics whose tables you may read.',
    flags: [
      { name: 'category', value: 'name', summary: 'Only those of this category.' },
      { name: 'search', value: 'words', summary: 'Only those about which all of these words are said.' },
    ],
    load: () => import('../commands/metrics/list.ts'),
  },
  {
    name: 'metrics show',
    summary: 'Show what a metric means, and its statements.',
    args: ['<id>'],
    load: () => import('../commands/metrics/show.ts'),
  },
  {
    name: 'metrics validate',
    summary: 'Check a YAML file of metrics, or all in a folder, on this machine.',
    args: ['<file|folder>'],
    load: () => import('../commands/metrics/validate.ts'),
  },
  {
    name: 'metrics import',
    summary: 'Take a YAML file of metrics in, or all in a folder; all of them, or none.',
    args: ['<file|folder>'],
    flags: [{ name: 'dry-run', summary: 'Have the server say what would become of it, and change nothing.' }],
    load: () => import('../commands/metrics/import.ts'),
  },
  {
    name: 'metrics export',
    summary: 'Write the metrics you see as YAML, one file each.',
    flags: [
      { name: 'out', value: 'folder', summary: 'Folder to write into (default: metrics).' },
      { name: 'category', value: 'name', summary: 'Only those of this category.' },
    ],
    load: () => import('../commands/metrics/export.ts'),
  },
  {
    name: 'metrics save',
    summary: 'Make one metric, or change what is named of it and nothing else.',
    args: ['<id>'],
    flags: metricFlags,
    examples: ['agnes metrics save finance/revenue --unit EUR --note "Without tax."'],
    load: () => import('../commands/metrics/save.ts'),
  },
  {
    name: 'metrics delete',
    summary: 'Delete a metric; asks on a terminal.',
    args: ['<id>'],
    load: () => import('../commands/metrics/delete.ts'),
  },
];
