const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/** True for a DNS-1123 label: lower-case letters, digits and dashes, at most 63. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}

/** True for a DNS-1123 subdomain: labels with dots between, at most 253 characters. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every(isDnsLabel);
}

/** The nearest valid name (`My_Node 1` → `my-node-1`); '' where nothing is left. */
export function nearestDnsName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .replaceAll(/-*\.[-.]*/g, '.');
}
