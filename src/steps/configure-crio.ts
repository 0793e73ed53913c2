import { crioDropIn, registryMirrors } from '../render/crio.ts';
import { lines, sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

const dropIn = '/etc/crio/crio.conf.d/20-slipway.conf';
const mirrors = '/etc/containers/registries.conf.d/20-slipway.conf';

const files = ({ settings, versions }: StepContext) =>
  [
    [dropIn, crioDropIn(versions)],
    [mirrors, registryMirrors(settings.mirrors.images)],
  ] as const;

/** Tells CRI-O the pause image of this Kubernetes version and where images are pulled from. */
export const configureCrio = defineStep({
  id: 'configure-crio',
  kind: 'quick',
  title: 'Configure CRI-O: pause image and image mirrors',
  why: 'CRI-O has a pause image of its own in mind, which a closed site may not have; mirrors are how such a site is reached at all.',
  applies: () => true,
  check: (at) => lines(...files(at).map(([path, content]) => sh`is ${path} 644 ${content}`)),
  apply: (at) =>
    lines(
      ...files(at).map(([path, content]) => sh`put ${path} 644 ${content}`),
      sh`if systemctl -q is-active crio; then systemctl restart crio; fi`,
    ),
  lost: 'rerun',
  undo: { reset: 'removes both files' },
  seconds: 60,
});
