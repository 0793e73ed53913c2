import type { Mesh } from '../../model/mesh.ts';
import { effectOf, problemCodesOf, wordsOf } from '../../model/preflight.ts';
import type { Effect, Preflight, PreflightCode } from '../../model/preflight.ts';

/** One thing seen, for machines. `code`, `title` and `hint` are there where it is not as it should be. */
export interface SightJson {
  readonly check: string;
  readonly effect: Effect;
  readonly code?: PreflightCode;
  readonly title?: string;
  readonly seen: string;
  readonly hint?: string;
}

/** The answer of preflight, for machines. */
export interface PreflightJson {
  readonly cluster: string;
  /** True where nothing has to be mended before a build. */
  readonly ready: boolean;
  readonly hosts: readonly {
    readonly host: string;
    readonly role: string;
    readonly os: string;
    readonly sights: readonly SightJson[];
  }[];
  readonly mesh: Mesh | null;
}

/** What `preflight -o json` prints. */
export function preflightJson(found: Preflight): PreflightJson {
  return {
    cluster: found.cluster,
    ready: problemCodesOf(found).length === 0,
    hosts: found.hosts.map(({ host, role, os, sights }) => ({
      host,
      role,
      os,
      sights: sights.map(({ check, code, seen }) => ({
        check,
        effect: effectOf(code),
        ...(code === undefined ? {} : { code, title: wordsOf(code).title }),
        seen,
        ...(code === undefined ? {} : { hint: wordsOf(code).hint }),
      })),
    })),
    mesh: found.mesh ?? null,
  };
}
