import { raw, sh } from '../shell/sh.ts';

/** Longest wait for the end of a boot; something that hangs in one does not keep a host from being looked at. */
const bootSeconds = 45;

/** Seconds that the script of facts may take, on a host that boots. */
export const factsSeconds = 90;

/**
 * Shell that waits until a host has booted. sshd may let people in before firewalld is up, where nothing else orders them, and what is
 * not up yet looks as if it were switched off. Source of the states: systemctl(1), is-system-running.
 */
export const bootEnded = sh`
  for look in $(seq ${raw(String(bootSeconds * 2))}); do
    case $(systemctl is-system-running 2> /dev/null) in initializing | starting) sleep 0.5 ;; *) break ;; esac
  done`;
