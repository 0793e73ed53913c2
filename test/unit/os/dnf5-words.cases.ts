import type { ToolWords } from './tool-words.ts';

/** Printed by dnf 5.4 with rpm 6.1; each situation made by hand. */
export const dnf5Words: readonly ToolWords[] = [
  {
    situation: 'the key does not fit, and dnf 5 does not say why',
    output: `Transaction failed: Signature verification failed.
OpenPGP check for package "cri-o-1.34.0-150500.1.1.x86_64" (/var/cache/libdnf5/cri-o-0123456789abcdef/packages/cri-o-1.34.0.rpm) from repo "cri-o" has failed: Import of the key didn't help, wrong key?
`,
    code: 'package-key-unknown',
  },
  {
    situation: 'a version is not there',
    output: `Updating and loading repositories:
Repositories loaded.
Failed to resolve the transaction:
No match for argument: kubelet-1.30.99-*
You can try to add to command line:
  --skip-unavailable to skip unavailable packages
`,
    code: 'package-missing',
  },
  {
    situation: 'the mirror does not answer',
    output: `Updating and loading repositories:
 Kubernetes                             ???% |   0.0   B/s |  -1.0   B |  ?
>>> Curl error (7): Could not connect to server for http://127.0.0.1:9/rpm/repodata/repomd.xml [Failed to connect to 127.0.0.1:9 after 0 ms: Could not connect to server]
>>> Usable URL not found
Failed to download metadata (baseurl: "http://127.0.0.1:9/rpm/") for repository "kubernetes": Usable URL not found
`,
    code: 'mirror-unreachable',
  },
  { situation: 'all is well', output: 'Repositories loaded.\nNothing to do.\n', code: undefined },
];
