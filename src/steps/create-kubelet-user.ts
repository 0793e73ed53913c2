import { idsPerPod } from '../model/cluster.ts';
import { sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

const range = ({ settings }: StepContext): readonly [number, number] => [
  settings.userNamespaces.firstId,
  settings.userNamespaces.podsPerNode * idsPerPod,
];

/**
 * Gives kubelet its own range of subordinate ids: a system user (a normal one would get a second, unaligned range from
 * useradd) and exactly one line in each file. Facts: kubernetes/kubernetes pkg/kubelet/kubelet_pods.go.
 */
export const createKubeletUser = defineStep({
  id: 'create-kubelet-user',
  kind: 'quick',
  title: 'Create the kubelet user and its subordinate ids',
  why: 'kubelet hands every pod with `hostUsers: false` 65,536 ids out of this range; two lines, gaps or overlaps stop kubelet.',
  applies: () => true,
  check: (at) => {
    const [first, count] = range(at);
    return sh`
      grep -q '^kubelet:' /etc/passwd || need "there is no user kubelet"
      for file in /etc/subuid /etc/subgid; do
        found=$(grep '^kubelet:' "$file" 2> /dev/null)
        [ "$found" = ${`kubelet:${first}:${count}`} ] || need "$file has \${found:-no line for kubelet}"
      done`;
  },
  apply: (at) => {
    const [first, count] = range(at);
    return sh`
      source=$(awk '$1 == "subid:" { print $2 }' /etc/nsswitch.conf 2> /dev/null)
      case \${source:-files} in files) ;; *) fail step-failed "nsswitch.conf takes subordinate ids from $source: give kubelet the range there, or let subid begin with files" ;; esac
      if ! grep -q '^kubelet:' /etc/passwd && getent passwd kubelet > /dev/null; then
        fail step-failed "a directory service has a user kubelet; kubelet looks for a local one: rename the other"
      fi
      for base in passwd group; do
        owner=$(getent "$base" | awk -F: -v first=${first} -v count=${count} '$3 >= first && $3 < first + count { print $1; exit }')
        [ -z "$owner" ] || fail step-failed "the id of $owner ($base) lies in the range for pods: choose another userNamespaces.firstId"
      done
      for file in /etc/subuid /etc/subgid; do
        touch "$file"
        overlap=$(awk -F: -v first=${first} -v count=${count} '$1 != "kubelet" && $2 < first + count && $2 + $3 > first { print; exit }' "$file")
        [ -z "$overlap" ] || fail step-failed "$file gives ids of this range to somebody else: $overlap"
      done
      changes=$(for file in /etc/subuid /etc/subgid; do grep '^kubelet:' "$file" | grep -vx ${`kubelet:${first}:${count}`} || true; done)
      if [ -n "$changes" ] && [ -d /var/lib/kubelet/pods ] && find /var/lib/kubelet/pods -mindepth 2 -maxdepth 2 -name userns | grep -q .; then
        fail step-failed "pods with user namespaces run here; the range cannot change under them: drain the node first"
      fi
      if ! grep -q '^kubelet:' /etc/passwd; then
        nologin=$(command -v nologin || echo /usr/sbin/nologin)
        useradd --system --no-create-home --shell "$nologin" kubelet
      fi
      for file in /etc/subuid /etc/subgid; do
        { grep -v '^kubelet:' "$file" || true; echo ${`kubelet:${first}:${count}`}; } > "$file.slipway-new"
        chmod 644 "$file.slipway-new"
        sync "$file.slipway-new"
        mv -f "$file.slipway-new" "$file"
      done`;
  },
  lost: 'rerun',
  undo: { reset: 'removes the user and its lines' },
  seconds: 20,
});
