import { raw, sh } from '../shell/sh.ts';

/** Longest wait for the end of a boot; something that hangs in one does not keep a host from being looked at. */
const bootSeconds = 45;

/** Seconds that the script of facts may take, that wait included. */
export const factsSeconds = bootSeconds + 45;

/**
 * Shell that waits until a host has booted. sshd may let people in before firewalld is up, where nothing else orders them, and what is
 * not up yet looks as if it were switched off. Source of the states: systemctl(1), is-system-running.
 */
export const bootEnded = sh`
  read -r now _ < /proc/uptime
  end=$((\${now%.*} + ${raw(String(bootSeconds))}))
  while [ "\${now%.*}" -lt "$end" ]; do
    case $(systemctl is-system-running 2> /dev/null) in initializing | starting) sleep 0.5 ;; *) break ;; esac
    read -r now _ < /proc/uptime
  done`;
