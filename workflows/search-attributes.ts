import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes by which builds and nodes are found in the Temporal UI. */
export const clusterKey = defineSearchAttributeKey('Cluster', 'KEYWORD');
export const nodeKey = defineSearchAttributeKey('Node', 'KEYWORD');
export const phaseKey = defineSearchAttributeKey('Phase', 'KEYWORD');
export const failureCodeKey = defineSearchAttributeKey('FailureCode', 'KEYWORD');
export const needsOperatorKey = defineSearchAttributeKey('NeedsOperator', 'BOOL');
