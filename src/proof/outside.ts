import type { IdMap } from '../model/proof.ts';
import { criSocket } from '../render/kubeadm.ts';
import { proofNamespace } from '../render/proof-pods.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { keyLines, numbersOf, sayWord, valuesOf } from './key-lines.ts';
import type { HostView, OutsideView } from './observation.ts';

const containerTemplate = '{{index .status.labels "io.kubernetes.pod.uid"}} {{.info.pid}}';

/** Prints pod uid and PID of every running container of the proof on a host, one line each. */
export function containersScript(): Shell {
  return sh`
    containers() {
      for id in $(crictl -r ${criSocket} ps -q --state Running --label ${`io.kubernetes.pod.namespace=${proofNamespace}`}); do
        crictl -r ${criSocket} inspect -o go-template --template ${containerTemplate} "$id"
        echo
      done
    }`;
}

/** Prints which boot of a host this is. A container shares the kernel's own id with others; its first process it does not. */
export function bootIdScript(): Shell {
  return sh`printf '%s-%s\n' "$(cat /proc/sys/kernel/random/boot_id)" "$(awk '{ print $22 }' /proc/1/stat)"`;
}

/** The script that looks at the proof's pods from their host, as root. Changes nothing. */
export function outsideScript(): Shell {
  return lines(
    sayWord,
    containersScript(),
    sh`
      say boot-id "$(cat /proc/sys/kernel/random/boot_id)-$(awk '{ print $22 }' /proc/1/stat)"
      say user-namespace "$(readlink /proc/1/ns/user)"
      getsubids kubelet | while read -r _ _ first count; do say subuid "$first $count"; done
      getsubids -g kubelet | while read -r _ _ first count; do say subgid "$first $count"; done
      containers | while read -r uid pid; do
        [ -n "$pid" ] || continue
        say pid "$uid $pid"
        say uids "$uid $(awk '$1 == "Uid:" { print $2, $3, $4, $5 }' "/proc/$pid/status")"
        say gids "$uid $(awk '$1 == "Gid:" { print $2, $3, $4, $5 }' "/proc/$pid/status")"
        say namespace "$uid $(readlink "/proc/$pid/ns/user")"
        if [ -f "/var/lib/kubelet/pods/$uid/userns" ]; then say record "$uid $(tr -d '\n' < "/var/lib/kubelet/pods/$uid/userns")"; fi
        say written "$uid $(stat -c %u:%g "/var/lib/kubelet/pods/$uid/volumes/kubernetes.io~empty-dir/empty/written" 2> /dev/null)"
      done`,
  );
}

/** What the outside script told. */
export function parseOutside(text: string): HostView {
  const said = keyLines(text);
  const ofPod = (key: string, uid: string): string =>
    valuesOf(said, key)
      .find((value) => value === uid || value.startsWith(`${uid} `))
      ?.slice(uid.length)
      .trim() ?? '';
  const podView = (uid: string): OutsideView => {
    const record = recordOf(ofPod('record', uid));
    return {
      pid: Number(ofPod('pid', uid)),
      uids: numbersOf(ofPod('uids', uid)),
      gids: numbersOf(ofPod('gids', uid)),
      userNamespace: ofPod('namespace', uid),
      ...(record ? { record } : {}),
      written: ofPod('written', uid),
    };
  };
  const uids = valuesOf(said, 'pid').map((value) => value.split(' ')[0] ?? '');
  return {
    bootId: valuesOf(said, 'boot-id')[0] ?? '',
    userNamespace: valuesOf(said, 'user-namespace')[0] ?? '',
    subordinateUids: valuesOf(said, 'subuid').map(rangeOf),
    subordinateGids: valuesOf(said, 'subgid').map(rangeOf),
    pods: Object.fromEntries(uids.map((uid) => [uid, podView(uid)])),
  };
}

function rangeOf(value: string): readonly [number, number] {
  const [first = -1, count = -1] = numbersOf(value);
  return [first, count];
}

interface Mapping {
  readonly hostId: number;
  readonly containerId: number;
  readonly length: number;
}

// Format: pkg/kubelet/userns/userns_manager.go of kubernetes/kubernetes.
function recordOf(text: string): OutsideView['record'] {
  if (text === '') return undefined;
  const toMap = (list: readonly Mapping[] | undefined): readonly IdMap[] =>
    (list ?? []).map(({ containerId, hostId, length }) => [containerId, hostId, length]);
  try {
    const value: { uidMappings?: Mapping[]; gidMappings?: Mapping[] } = JSON.parse(text);
    return { uidMap: toMap(value.uidMappings), gidMap: toMap(value.gidMappings) };
  } catch {
    return { uidMap: [], gidMap: [] };
  }
}
