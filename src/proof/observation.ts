import type { IdMap } from '../model/proof.ts';
import type { PodErrors } from './kubelet-metric.ts';

/** A file or directory as it looked from one side. */
export interface FileSeen {
  /** `uid:gid` in numbers; '' where it is not there. */
  readonly owner: string;
  /** What could be read: the text of a marker, `readable`, or '' where reading failed. */
  readonly content: string;
}

/** One pod, seen from inside. */
export interface InsideView {
  /** Lines of `/proc/self/uid_map` and `gid_map`. */
  readonly uidMap: readonly IdMap[];
  readonly gidMap: readonly IdMap[];
  /** By volume: `config`, `secret`, `token`, `projected`, `downward`, `empty`, `host`. */
  readonly files: Readonly<Record<string, FileSeen>>;
  /** Effective capabilities of its processes: the mask as the kernel writes it, hexadecimal; '' where it was not read. */
  readonly capabilities: string;
  /** What came of making a device node: `made`, or the words of the refusal. */
  readonly device: string;
  /** What came of mounting a tmpfs: `mounted`, or the words of the refusal. */
  readonly mount: string;
}

/** One pod, seen from its host. */
export interface OutsideView {
  readonly pid: number;
  /** Real, effective, saved and file-system ids of its first process. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  /** Target of `/proc/PID/ns/user`. */
  readonly userNamespace: string;
  /** What kubelet has written down; absent where it has no record. */
  readonly record?: { readonly uidMap: readonly IdMap[]; readonly gidMap: readonly IdMap[] };
  /** Owner, on disk, of the file that the pod wrote into its emptyDir. */
  readonly written: string;
}

/** One host. Ranges are first id and count. */
export interface HostView {
  readonly bootId: string;
  /** User namespace of PID 1. */
  readonly userNamespace: string;
  readonly subordinateUids: readonly (readonly [first: number, count: number])[];
  readonly subordinateGids: readonly (readonly [first: number, count: number])[];
  /** By pod uid. */
  readonly pods: Readonly<Record<string, OutsideView>>;
}

/** Everything seen of one pod. */
export interface PodObservation {
  readonly name: string;
  readonly uid: string;
  /** What the API server kept; a dropped `hostUsers: false` reads as true. */
  readonly hostUsers: boolean;
  /** Absent where exec did not work, with the reason in `trouble`. */
  readonly inside?: InsideView;
  /** Absent where the host knows no such running container. */
  readonly outside?: OutsideView;
  /** What the log held. */
  readonly log: string;
  /** Why exec or logs did not work; '' where both did. */
  readonly trouble: string;
}

/** Everything seen of the pods of one node: two with user namespaces, and one without for comparison. */
export interface NodeObservation {
  readonly first: PodObservation;
  readonly second: PodObservation;
  readonly control: PodObservation;
  readonly host: HostView;
  /** Absent where kubelet of this minor does not count. */
  readonly podErrors?: PodErrors;
}
