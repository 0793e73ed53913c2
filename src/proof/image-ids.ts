/**
 * Words of runtimes for an id that a user namespace of 65,536 ids lacks. Sources: `pkg/idtools` of containers/storage and of
 * moby, which containerd shares; `libcrun` of crun, where the kernel refuses a set*id call with EINVAL.
 */
const words = [
  /cannot be mapped to a (host|container) ID/i,
  /potentially insufficient UIDs or GIDs available in user namespace/i,
  /(setresuid|setresgid|setuid|setgid|setgroups)\b.*invalid argument/i,
  /chown\b.*invalid argument/i,
];

/** True where what a runtime or kubelet said of a pod means that an image, or `runAsUser`, needs an id beyond the pod's own. */
export function speaksOfIds(text: string): boolean {
  return words.some((pattern) => pattern.test(text));
}
