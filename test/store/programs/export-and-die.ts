import { armCrashPoint } from '../../../host/store/crash-point.ts';
import { draftPath } from '../../../host/store/exchange/drafts.ts';
import { copyStopped, sealExport } from '../../../host/store/exchange/export-file.ts';

/** `export-and-die <state folder>`: dies when an export is about to get its name. */
const [folder = ''] = process.argv.slice(2);
armCrashPoint('export.sealed');
const draft = draftPath(folder, 'export');
await copyStopped(folder, draft);
await sealExport(draft, []);
