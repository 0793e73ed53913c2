import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What runs now: one folder per site, gone after `down` and after a reboot of the machine. */
export const runRoot = '/run/slipway-lab';

/** Disks of the hosts: on a real file system, because container storage refuses to work on an overlay. */
export const diskRoot = '/var/lib/slipway-lab';

/** Every cgroup of the lab lies below this name, in every hierarchy. */
export const groupRoot = 'slipway-lab';

/** The freezer hierarchy knows every process of the lab, and stops those of one host at once. */
export const freezerRoot = '/sys/fs/cgroup/freezer';

/** The project's own folder, whether the lab runs from its source or compiled. */
export const projectRoot = folderOf('package.json', dirname(fileURLToPath(import.meta.url)));

function folderOf(file: string, below: string): string {
  return existsSync(join(below, file)) ? below : folderOf(file, dirname(below));
}

/** A file or folder of the lab's source. */
export function labSource(path: string): string {
  return join(projectRoot, 'lab', path);
}

/** Where `up` writes what people and the product need to reach the hosts, unless told otherwise. */
export const defaultOutput = join(projectRoot, 'build', 'lab');

/** Where the demo leaves the way into its cluster. */
export const demoKubeconfig = join(projectRoot, 'build', 'demo', 'kubeconfig');

/** Folder of the sites that `up` knows by name. */
export const sitesFolder = labSource('sites/');

/** The path of a script that talks to the kernel. */
export function kernelScript(name: string): string {
  return labSource(`kernel/${name}`);
}

/** Run state of a site. */
export function siteRun(site: string): string {
  return join(runRoot, 'sites', site);
}

/** Run state of one host: its boot configuration, its boot log, and the marks `cut` and `delay`. */
export function hostRun(site: string, host: string): string {
  return join(siteRun(site), host);
}

/** What a host keeps while it is off: `root/` is its disk, beside it lies its SSH host key. */
export function hostDisk(site: string, host: string): string {
  return join(diskRoot, site, host);
}

/** The cgroup of a part of the lab, relative to a hierarchy's root. */
export const groupOf = {
  /** Everything of a site. */
  site: (site: string): string => `${groupRoot}/${site}`,
  /** The site server. */
  server: (site: string): string => `${groupRoot}/${site}/server`,
  /** The process that boots a host, and boots it again when it reboots itself. */
  power: (site: string, host: string): string => `${groupRoot}/${site}/hosts/${host}/power`,
  /** The host's own processes, PID 1 among them: the root of its cgroup namespace. */
  machine: (site: string, host: string): string => `${groupRoot}/${site}/hosts/${host}/machine`,
} as const;
