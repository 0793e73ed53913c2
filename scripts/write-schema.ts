import { writeFileSync } from 'node:fs';
import { clusterJsonSchema } from '../src/spec/json-schema.ts';

writeFileSync(
  new URL('../schema/cluster.schema.json', import.meta.url),
  `${JSON.stringify(clusterJsonSchema(), undefined, 2)}\n`,
);
