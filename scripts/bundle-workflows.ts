import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

// A worker that finds its workflows bundled is at work within a second or two; bundling them takes it several.
const compiled = (path: string): string => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
const logger = new DefaultLogger('WARN');
const { code } = await bundleWorkflowCode({ workflowsPath: compiled('workflows/index.js'), logger });
writeFileSync(compiled('workflow-bundle.js'), code);
