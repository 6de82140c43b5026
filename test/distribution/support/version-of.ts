import { marketplaceEntry } from '../../../marketplace/manifests/marketplace-entry.ts';
import { pluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import { testTerms } from '../../support/marketplace-repository.ts';

const { reach, signal } = testTerms;

/** A plugin with these files, listed with these fields. */
export const versionOf = (files: Readonly<Record<string, string>>, more: object = {}) => {
  const read = Object.entries({ 'README.md': 'Hello.', ...files }).map(([path, text]) => {
    const content = Buffer.from(text);
    return { path, isExecutable: path.startsWith('bin/'), bytes: content.length, content };
  });
  const { entry } = marketplaceEntry({ name: 'one', source: './one', ...more }, { reach });
  const tree = {
    files: read,
    key: 'of a test',
    async *contents(wanted: (file: (typeof read)[number]) => boolean) {
      yield* read.filter(wanted);
    },
  };
  return pluginVersion(entry, { ...tree, contents: (wanted) => tree.contents(wanted) }, signal);
};
