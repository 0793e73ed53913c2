import { wantedOn } from '../os/family.ts';
import { lines } from '../shell/sh.ts';
import { checkClock } from './check-clock.ts';
import { cleanPackageCache } from './clean-package-cache.ts';
import { packageManagers } from '../os/index.ts';
import { defineStep } from './define-step.ts';
import { installProvenPackages } from './install-proven-packages.ts';
import { refreshPackageKeys } from './refresh-package-keys.ts';
import { keepPackages, nothingUnnoted } from './kept-before.ts';
import { waitForLock } from './wait-for-lock.ts';

/**
 * Installs CRI-O, kubelet, kubeadm, kubectl and the tools they call, in exact versions that nothing else may move. Workers begin once the
 * control plane has its packages and images and a head start: all wait for its API server in the end, and for the ten seconds that its
 * controller manager sleeps before it signs anything, which is enough for what they fetch.
 */
export const installPackages = defineStep({
  id: 'install-packages',
  kind: 'job',
  title: 'Install CRI-O, kubelet, kubeadm and the tools they need',
  why: 'kubelet, kubeadm and CRI-O must be of one minor; getsubids, conntrack and ethtool are no longer dependencies of the packages.',
  applies: () => true,
  check: ({ family, versions }) => lines(family.packages.installed(wantedOn(family, versions)), nothingUnnoted),
  apply: ({ family, versions }) =>
    lines(waitForLock(family.packages), keepPackages, family.packages.install(wantedOn(family, versions))),
  lost: 'rerun',
  // The order of the decision: time, cache, key, and only where the cluster file allows it the proven file.
  remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages],
  classify: (output) => packageManagers.map((manager) => manager.classify(output)).find((code) => code !== undefined),
  undo: {
    reset: 'removes what the installation added: tools that were there before stay, and those that others need by now',
  },
  seconds: 1800,
  after: 'head-start-over',
  courtesy: true,
});
