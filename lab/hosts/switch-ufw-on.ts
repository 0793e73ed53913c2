import { runProgram } from '../content/run-program.ts';

// In a network namespace of its own, since ufw puts its rules into the kernel at once, and with /proc, by which it knows that there is IPv6.
const script = `
  mount -t proc proc "$1/proc"
  chroot "$1" ufw allow OpenSSH
  chroot "$1" ufw --force enable`;

/** Makes ufw active on a disk, from the first boot on, in the order of a careful operator: ssh is allowed first. */
export async function switchUfwOn(root: string): Promise<void> {
  await runProgram('unshare', ['--net', '--mount', 'sh', '-ec', script, 'switch-ufw-on', root], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
  });
}
