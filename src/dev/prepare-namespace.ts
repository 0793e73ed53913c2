import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { searchAttributes } from '../model/names.ts';

/** `temporal.api.enums.v1.IndexedValueType`. */
const indexedValueTypes = { KEYWORD: 2, BOOL: 5 } as const;

/** What is prepared, and where. */
export interface NamespaceOptions {
  readonly namespace: string;
  /** Days that finished builds stay readable; left alone where it is not given or already longer. */
  readonly retentionDays?: number;
}

/** Creates the search attributes that are missing, also on a database of an earlier version; gives their names. */
export async function prepareNamespace(connection: Connection, options: NamespaceOptions): Promise<readonly string[]> {
  const { namespace } = options;
  if (options.retentionDays !== undefined) await keepFor(connection, namespace, options.retentionDays * 86_400);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return [];
  const wanted = Object.fromEntries(missing.map(([name, type]) => [name, indexedValueTypes[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
  return missing.map(([name]) => name);
}

async function keepFor(connection: Connection, namespace: string, seconds: number): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= seconds) return;
  const retention = { workflowExecutionRetentionTtl: msToTs(seconds * 1000) };
  await connection.workflowService.updateNamespace({ namespace, config: retention });
}
