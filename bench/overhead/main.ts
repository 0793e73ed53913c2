import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { criticalPath } from './critical-path.ts';

const stored = z.object({
  seconds: z.number(),
  timeline: z.array(
    z.object({
      node: z.string(),
      phase: z.string(),
      step: z.string(),
      scheduledAt: z.number(),
      endedAt: z.number(),
      remoteMs: z.number(),
    }),
  ),
});
const file = process.argv[2] ?? 'build/demo/result.json';
const result = stored.parse(JSON.parse(readFileSync(file, 'utf8')));
const path = criticalPath(result.timeline);

console.log(`The critical path of ${file}:\n`);
for (const { node, step, remoteMs, scheduledAt, endedAt } of path.entries) {
  const wall = (endedAt - scheduledAt) / 1000;
  console.log(
    `  ${(remoteMs / 1000).toFixed(2).padStart(7)} s remote  ${wall.toFixed(2).padStart(7)} s wall  ${(node || 'cluster').padEnd(8)} ${step.split(' ').join(', ')}`,
  );
}
console.log(`\nremote commands on the critical path  ${path.seconds.toFixed(2)} s`);
console.log(`wall time of the build                ${result.seconds.toFixed(2)} s`);
console.log(
  `ratio                                 ${(result.seconds / path.seconds).toFixed(3)}   (aim: at most 1.10)`,
);
