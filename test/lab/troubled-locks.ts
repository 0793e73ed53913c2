import { apt } from '../../src/os/apt.ts';
import { dnf } from '../../src/os/dnf.ts';
import { dnf5 } from '../../src/os/dnf5.ts';
import type { PackageManager } from '../../src/os/family.ts';
import type { Shell } from '../../src/shell/sh.ts';
import { raw, sh } from '../../src/shell/sh.ts';

/** A lock that another program holds until the unit `holder` of its host is stopped. */
export interface HeldLock {
  readonly manager: PackageManager;
  readonly holder: string;
  /** Comes back once the lock is held. */
  readonly hold: Shell;
  /** Wants to install the stand-in at that address, and does not wait. */
  readonly impatient: (standIn: string) => Shell;
  /** What the tool then says. */
  readonly refusal: RegExp;
}

const rpmLock = {
  holder: 'python3',
  hold: raw(`rm -f /tmp/held
systemd-run --quiet --collect --unit holder python3 -c '
import fcntl, time
held = open("/var/lib/rpm/.rpm.lock", "w")
fcntl.lockf(held, fcntl.LOCK_EX)
open("/tmp/held", "w")
time.sleep(600)'
until [ -e /tmp/held ]; do sleep 0.1; done`),
} as const;

/** The lock of each package manager: rpm's by a program of its own, dpkg's by a package whose script takes its time. */
export const heldLocks = {
  dnf4: {
    ...rpmLock,
    manager: dnf,
    impatient: (standIn) => dnf.install({ pinned: {}, tools: [standIn] }),
    refusal: /can't create transaction lock on/,
  },
  dnf5: {
    ...rpmLock,
    manager: dnf5,
    impatient: (standIn) => dnf5.install({ pinned: {}, tools: [standIn] }),
    refusal: /Transaction failed: Rpm transaction failed/,
  },
  apt: {
    manager: apt,
    holder: 'dpkg',
    hold: sh`
      cd /tmp
      rm -rf held wait
      mkdir -p wait/DEBIAN
      printf 'Package: wait\nVersion: 1\nArchitecture: all\nMaintainer: lab <lab@lab.invalid>\nDescription: waits\n' > wait/DEBIAN/control
      printf '#!/bin/sh\nif [ ! -e /tmp/held ]; then touch /tmp/held; sleep 600; fi\n' > wait/DEBIAN/postinst
      chmod 755 wait/DEBIAN/postinst
      dpkg-deb --build wait > /dev/null
      systemd-run --quiet --collect --unit holder dpkg -i /tmp/wait.deb
      until [ -e /tmp/held ]; do sleep 0.1; done`,
    // The product has apt itself wait too, for minutes.
    impatient: () => sh`apt-get -q -y -o DPkg::Lock::Timeout=0 install /tmp/wait.deb`,
    refusal: /Could not get lock \S+ It is held by process \d+ \(dpkg\)/,
  },
} as const satisfies Record<string, HeldLock>;
