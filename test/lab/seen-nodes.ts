type AsRoot = (command: string) => Promise<string>;

/** Addresses that the firewalld of a host lets in as nodes: as it runs, and as it would after a reload. */
export async function letIn(asRoot: AsRoot): Promise<readonly string[]> {
  const running = 'firewall-cmd --ipset=slipway-nodes --get-entries';
  const kept = 'grep -o "[0-9.]*</entry>" /etc/firewalld/ipsets/slipway-nodes.xml | cut -d "<" -f 1';
  const lists = await Promise.all([running, kept].map(asRoot));
  return lists.map((list) => list.split('\n').toSorted().join(' '));
}

/** The Node objects that a control plane has: name, address, uid and the machine. */
export async function nodeObjects(asRoot: AsRoot): Promise<readonly string[]> {
  const shown = ['metadata.name', 'status.addresses[0].address', 'metadata.uid', 'status.nodeInfo.machineID'];
  const path = `{range .items[*]}${shown.map((field) => `{.${field}}`).join(' ')},{end}`;
  const kubectl = 'kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /tmp/kubectl';
  return (await asRoot(`${kubectl} get nodes -o "jsonpath=${path}"`)).split(',').filter(Boolean);
}
