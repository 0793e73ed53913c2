import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { networkdUnit, networkManagerSettings } from '../render/pod-interfaces.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

/** Files by the program that reads them; read before any other of their folder. */
const files = {
  NetworkManager: ['/etc/NetworkManager/conf.d/90-slipway.conf', networkManagerSettings],
  'systemd-networkd': ['/etc/systemd/network/05-slipway-pods.network', networkdUnit],
} as const;

const reload: Readonly<Record<keyof typeof files, Shell>> = {
  NetworkManager: sh`nmcli general reload conf`,
  'systemd-networkd': sh`networkctl reload`,
};

const each = ({ facts }: StepContext) => facts.networkManagers.map((program) => ({ program, file: files[program] }));

/** Tells the programs that manage the host's network to leave the interfaces of pods alone. */
export const leavePodInterfaces = defineStep({
  id: 'leave-pod-interfaces',
  kind: 'quick',
  title: 'Keep the host’s network manager off the interfaces of pods',
  why: 'NetworkManager and systemd-networkd take addresses and routes away from interfaces that they believe to be theirs.',
  applies: ({ facts }) => facts.networkManagers.length > 0,
  check: (at) => lines(...each(at).map(({ file: [path, content] }) => sh`is ${path} 644 ${content}`)),
  apply: (at) =>
    lines(
      ...each(at).flatMap(({ program, file: [path, content] }) => [sh`put ${path} 644 ${content}`, reload[program]]),
    ),
  lost: 'rerun',
  undo: { reset: 'removes the files' },
  seconds: 20,
});
