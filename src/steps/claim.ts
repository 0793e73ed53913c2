import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { claimPath } from './claimed.ts';

/** Who claims a host. */
export interface Claimant {
  readonly cluster: string;
  readonly node: string;
  /** The build that claims, so that it can give back what it took and nothing else. */
  readonly build: string;
}

/**
 * Claims the host for a node, or finds it claimed by that very node. The file appears whole and only where there is none, so that
 * of several who come at the same time one has it; it may vanish again at any moment, where its owner gives way. Ends with 91 and
 * `@slipway-failure` where somebody else has it.
 */
export function claimScript({ cluster, node, build }: Claimant): Shell {
  return sh`
    claim() {
      mkdir -p /etc/slipway && new=$(mktemp /etc/slipway/claim.XXXXXX 2> /dev/null) || return 1
      printf '%s\n' ${cluster} ${`node ${node}`} "since $(date -u +%Y-%m-%dT%H:%M:%SZ)" ${`build ${build}`} > "$new" || return 1
      chmod 644 "$new" && sync "$new" || return 1
      ln "$new" ${claimPath} 2> /dev/null || true
      rm -f "$new"
      found=$(cat ${claimPath} 2> /dev/null) && [ -n "$found" ]
    }
    for try in 1 2 3 4 5 6 7 8 9 10; do if claim; then break; fi; found=; sleep 0.2; done
    [ -n "$found" ] || fail step-failed "the claim could not be written to ${claimPath}"
    owner=$(printf '%s\n' "$found" | head -n 1)
    role=$(printf '%s\n' "$found" | sed -n 's/^node //p')
    [ "$owner" = ${cluster} ] || fail cluster-exists "the host is claimed by cluster $owner"
    [ "\${role:-${node}}" = ${node} ] || fail host-taken "the machine is the node $role of $owner already"`;
}

/** Removes the claim that a build made, and leaves that of anybody else alone. */
export function unclaimScript({ cluster, node, build }: Claimant): Shell {
  return sh`
    claim=$(cat ${claimPath} 2> /dev/null) || exit 0
    [ "$(printf '%s\n' "$claim" | head -n 1)" = ${cluster} ] || exit 0
    printf '%s\n' "$claim" | grep -qxF ${`node ${node}`} || exit 0
    printf '%s\n' "$claim" | grep -qxF ${`build ${build}`} || exit 0
    rm -f ${claimPath}
    rmdir /etc/slipway 2> /dev/null || true`;
}

/** Removes the claim of a cluster that has nothing else on the host. Ends with 91 and `claim-in-use` where it has. */
export function releaseScript(owner: string): Shell {
  return sh`
    if [ ! -e ${claimPath} ]; then echo unclaimed; exit 0; fi
    found=$(head -n 1 ${claimPath})
    [ "$found" = ${owner} ] || fail claim-in-use "the host is claimed by $found by now"
    for file in admin.conf kubelet.conf; do
      [ ! -e "/etc/kubernetes/$file" ] || fail claim-in-use "/etc/kubernetes/$file is there: a node of $found lives on this host"
    done
    if systemctl -q is-active kubelet 2> /dev/null; then fail claim-in-use "kubelet runs on this host"; fi
    jobs=$(systemctl list-units --plain --no-legend --state=active,activating 'slipway-*' 2> /dev/null | awk '{ print $1 }' | tr '\n' ' ')
    [ -z "$jobs" ] || fail claim-in-use "a step of a build runs on this host: $jobs"
    rm -f ${claimPath}
    echo released`;
}
