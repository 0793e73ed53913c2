import { familyOf } from '../os/index.ts';
import { hostWarnings } from './host-warnings.ts';
import { kernelProblems } from './kernel-problems.ts';
import { fine, found, foundOr } from './preflight-check.ts';
import type { HostCheck } from './preflight-check.ts';

/** What the host is: its system, its init, its processor, and what guards it. */
export const systemChecks: readonly HostCheck[] = [
  {
    id: 'system',
    title: 'Operating system and its package manager',
    look: ({ facts }) => {
      const system = familyOf(facts);
      if ('refused' in system) return [found('os-unsupported', system.refused)];
      return [fine(`${facts.os.name} with ${facts.packageManager}, kernel ${facts.kernel}`)];
    },
  },
  {
    id: 'user-namespaces',
    title: 'The kernel gives user namespaces, and mounts that translate ids',
    look: ({ spec, facts, survey }) => {
      const system = familyOf(facts);
      const version = 'version' in system ? system.version : undefined;
      const problems = kernelProblems(spec, facts, version).map(([code, seen]) => found(code, seen));
      if (problems.length > 0) return problems;
      const error = survey?.userNamespaceError ?? '';
      if (error !== '') return [found('kernel-unfit', `root cannot enter a user namespace: ${error}`)];
      const idmaps = Object.entries(facts.idmap).map(([place, can]) => `${place} ${can}`);
      return [fine(`idmapped mounts: ${idmaps.join(', ')}`)];
    },
  },
  {
    id: 'init',
    title: 'systemd with transient units',
    look: ({ facts: { systemd } }) => {
      if (systemd >= 239) return [fine(`systemd ${systemd}`)];
      return [found('systemd-missing', systemd === 0 ? 'PID 1 is not systemd' : `systemd is ${systemd}`)];
    },
  },
  {
    id: 'architecture',
    title: 'Architecture that there are packages for',
    look: ({ facts: { architecture } }) =>
      architecture === 'x86_64' || architecture === 'aarch64'
        ? [fine(architecture)]
        : [found('os-unsupported', `the architecture ${architecture} has no packages`)],
  },
  {
    id: 'confinement',
    title: 'What the system usually brings: a known version, SELinux or AppArmor',
    look: ({ facts, survey }) =>
      survey
        ? foundOr(
            hostWarnings(facts).map((warning) => found('system-unusual', warning)),
            `SELinux ${facts.selinux}, AppArmor ${facts.apparmor ? 'on' : 'off'}`,
          )
        : [],
  },
  {
    id: 'kernel-modules',
    title: 'Kernel modules of the runtime, of Services and of the pod network',
    look: ({ survey }) => {
      if (!survey) return [];
      const named = (state: string): readonly string[] =>
        Object.entries(survey.modules).flatMap(([name, is]) => (is === state ? [name] : []));
      const [missing, loadable] = [named('missing'), named('loadable')];
      return foundOr(
        [
          ...(missing.length > 0 ? [found('kernel-unfit', `the kernel has no ${missing.join(', ')}`)] : []),
          ...(loadable.length > 0 ? [found('module-missing', `${loadable.join(', ')} not loaded yet`)] : []),
        ],
        `${named('there').join(', ')} are there`,
      );
    },
  },
];
