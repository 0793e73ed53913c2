import type { Mistake } from './mistake.ts';

/** One mistake in each row: labels and taints. */
export const labelsAndTaints: readonly Mistake[] = [
  {
    name: 'a label key that is none',
    change: ['role: worker }', 'role: worker, labels: { "my label": a } }'],
    at: '12:65',
    what: '"my label" is not a key as Kubernetes wants it',
    instead:
      'Write a name (at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends), if need be after a lower-case DNS name and a slash: `example.com/zone`.',
  },
  {
    name: 'a label value that is none',
    change: ['role: worker }', 'role: worker, labels: { zone: "north east" } }'],
    at: '12:71',
    what: '"north east" is not a label value as Kubernetes wants it',
    instead:
      'Write at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, or nothing ("").',
  },
  {
    name: 'a reserved label',
    change: ['role: worker }', 'role: worker, labels: { node-role.kubernetes.io/db: "" } }'],
    at: '12:65',
    what: 'the label `node-role.kubernetes.io/db` is reserved: Kubernetes does not let a node give itself labels under `node-role.kubernetes.io`',
    instead: 'Use a domain of your own: `example.com/db`.',
  },
  {
    name: 'a node-restriction label',
    change: ['role: worker }', 'role: worker, labels: { node-restriction.kubernetes.io/pci: "1" } }'],
    at: '12:65',
    what: 'the label `node-restriction.kubernetes.io/pci` is reserved: Kubernetes does not let a node give itself labels under `node-restriction.kubernetes.io`',
    instead: 'Use a domain of your own: `example.com/pci`.',
  },
  {
    name: 'a taint as kubectl writes it',
    change: ['role: worker }', 'role: worker, taints: ["gpu=yes:NoSchedule"] }'],
    at: '12:64',
    what: 'the taint "gpu=yes:NoSchedule" is written as kubectl writes it',
    instead: 'Write `{ key: gpu, value: yes, effect: NoSchedule }`.',
  },
  {
    name: 'a misspelt taint effect',
    change: ['role: worker }', 'role: worker, taints: [{ key: gpu, effect: NoShedule }] }'],
    at: '12:84',
    what: '`effect` is "NoShedule"; it must be `NoSchedule`, `PreferNoSchedule` or `NoExecute`',
    instead: 'Did you mean `NoSchedule`?',
  },
  {
    name: 'a taint key that is none',
    change: ['role: worker }', 'role: worker, taints: [{ key: "a b", effect: NoSchedule }] }'],
    at: '12:71',
    what: '"a b" is not a key as Kubernetes wants it',
    instead:
      'Write a name (at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends), if need be after a lower-case DNS name and a slash: `example.com/zone`.',
  },
  {
    name: 'a taint of Kubernetes',
    change: ['role: worker }', 'role: worker, taints: [{ key: node.kubernetes.io/unreachable, effect: NoExecute }] }'],
    at: '12:71',
    what: 'the taint `node.kubernetes.io/unreachable` is set and removed by Kubernetes itself',
    instead: 'Use a key of your own, such as example.com/dedicated.',
  },
  {
    name: 'a taint given twice',
    change: [
      'role: worker }',
      'role: worker, taints: [{ key: gpu, effect: NoSchedule }, { key: gpu, effect: NoSchedule }] }',
    ],
    at: '12:98',
    what: 'the taint `gpu:NoSchedule` stands twice on this host',
    instead: 'Keep one of them.',
  },
];
