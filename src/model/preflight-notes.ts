/** What becomes of something that preflight notes: Slipway mends it in a build, or it stays and people should know. */
export type NoteEffect = 'repaired' | 'warning';

/** One row of the table of notes. */
export interface NoteRow {
  readonly effect: NoteEffect;
  /** What is so, in a few words. */
  readonly title: string;
  /** What to do, or what Slipway does. */
  readonly hint: string;
}

const repaired = (title: string, hint: string): NoteRow => ({ effect: 'repaired', title, hint });
const warning = (title: string, hint: string): NoteRow => ({ effect: 'warning', title, hint });

/** What preflight notes although a build can start. */
export const preflightNotes = {
  'swap-found': repaired('Swap is in use or configured', 'A build turns it off, now and after a reboot.'),
  'firewall-closed': repaired(
    'The host’s firewall does not let the cluster through yet',
    'A build opens the ports of the role and accepts the addresses of pods and Services.',
  ),
  'module-missing': repaired('A kernel module is not loaded yet', 'A build loads it, now and at boot.'),
  'firewall-left': warning(
    'A firewall is active that Slipway leaves alone',
    'Open the ports of the role yourself; the mesh below says which are closed.',
  ),
  'disk-slow': warning(
    'Synchronous writes are slow where etcd will live',
    'etcd wants 99 of 100 writes below 10 ms: use an SSD, or give /var/lib/etcd a disk of its own.',
  ),
  'inodes-few': warning(
    'A file system has few inodes left',
    'Images are many small files: make room, or a larger file system.',
  ),
  'time-unsynchronised': warning(
    'Nothing keeps the clock right',
    'Turn on chrony or systemd-timesyncd: certificates and signatures depend on the time.',
  ),
  'leftovers-found': warning(
    'Something of an earlier cluster is still there',
    'Reset the host with the tool that built it; kubeadm stops at files, and old rules and interfaces mislead packets.',
  ),
  'runtime-found': warning(
    'Another container runtime or Kubernetes is active',
    'Stop it if it is not meant: it sets firewall rules and takes memory that the node counts as its own.',
  ),
  'hostname-unresolved': warning(
    'The host does not resolve its own name',
    'Add it to /etc/hosts or to DNS; kubeadm warns of it, and sudo may be slow.',
  ),
  'mirror-slow': warning('A package mirror is slow from here', 'A build takes longer; nothing else is wrong.'),
  'registry-slow': warning('An image registry is slow from here', 'Pulls take longer; nothing else is wrong.'),
  'system-unusual': warning(
    'The system is not quite as Slipway knows it',
    'A build goes on with it; the message says what to expect or what is weaker.',
  ),
} as const satisfies Record<string, NoteRow>;

/** Stable code of a note. */
export type NoteCode = keyof typeof preflightNotes;
