import { chmod } from 'node:fs/promises';

/** Where a system that swaps to zram has its settings from. */
export const zramDefaults = 'usr/lib/systemd/zram-generator.conf';

// The generator does nothing where this program finds a container; to everybody else it tells the truth.
const detectVirt = `#!/bin/sh
[ "$(cat /proc/$PPID/comm)" = zram-generator ] && { echo none; exit 1; }
exec /usr/bin/systemd-detect-virt "$@"
`;

// Without udev nobody makes the device's node, and in a container systemd starts no swap unit.
const setup = `[Service]
ExecStartPre=/bin/sh -c 'test -b /dev/%i || mknod -m 600 /dev/%i b $(tr : " " < /sys/block/%i/dev)'
ExecStartPost=/sbin/swapon -p 100 /dev/%i
ExecStop=
ExecStop=-/sbin/swapoff /dev/%i
ExecStop=/usr/lib/systemd/system-generators/zram-generator --reset-device '%i'
`;

/** Files by path that make a system swap to zram from the boot on, as Fedora does, by its own generator. */
const zramFiles: Readonly<Record<string, string>> = {
  [zramDefaults]: '[zram0]\nzram-size = min(ram, 256)\n',
  'usr/local/bin/systemd-detect-virt': detectVirt,
  'usr/lib/systemd/system/systemd-zram-setup@.service.d/lab.conf': setup,
};

/** Makes the system on a disk swap to zram. */
export async function giveZram(
  root: string,
  put: (root: string, path: string, content: string) => Promise<string>,
): Promise<void> {
  for (const [path, content] of Object.entries(zramFiles)) {
    const file = await put(root, path, content);
    if (content.startsWith('#!')) await chmod(file, 0o755);
  }
}
