import type { Removal } from './removal.ts';

/** What is done where packages are refused, locked or half installed. */
export const packageCompensations: readonly Removal[] = [
  {
    name: 'cut-off-installation',
    breaks: 'an installation that was cut off is finished first',
    file: 'src/os/apt.ts',
    from: `if [ -n "$(ls /var/lib/dpkg/updates 2> /dev/null)" ] || [ -n "$(dpkg --audit 2> /dev/null)" ]; then`,
    to: 'if false; then',
    suite: 'cut-off',
    tests: 'an installation that was cut off',
  },
  {
    name: 'clock',
    breaks: 'a wrong clock is set by the time service of the host',
    file: 'src/steps/install-packages.ts',
    from: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages],',
    to: 'remedies: [cleanPackageCache, refreshPackageKeys, installProvenPackages],',
    suite: 'signatures',
    tests: 'a wrong clock a clock that has fallen behind',
  },
  {
    name: 'package-cache',
    breaks: 'what does not fit the index is fetched again',
    file: 'src/steps/install-packages.ts',
    from: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages],',
    to: 'remedies: [checkClock, refreshPackageKeys, installProvenPackages],',
    suite: 'signatures',
    tests: 'a mirror that does not fit its index a damaged download',
  },
  {
    name: 'package-keys',
    breaks: 'an expired copy of the key is replaced',
    file: 'src/steps/install-packages.ts',
    from: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages],',
    to: 'remedies: [checkClock, cleanPackageCache, installProvenPackages],',
    suite: 'signatures',
    tests: 'an expired key an expired copy of the key',
  },
  {
    name: 'proven-packages',
    breaks: 'a refused package is installed by its signed digest where that is allowed',
    file: 'src/steps/install-packages.ts',
    from: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages],',
    to: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys],',
    suite: 'signatures',
    tests: 'an expired key a refused package is installed by its digest',
  },
  {
    name: 'package-lock',
    breaks: 'who holds the lock of a package manager is waited for',
    file: 'src/steps/install-packages.ts',
    from: 'lines(waitForLock(family.packages), keepPackages,',
    to: 'lines(keepPackages,',
    suite: 'signatures',
    tests: "a lock that another program holds 'apt'",
  },
];
