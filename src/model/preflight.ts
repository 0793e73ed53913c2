import type { Role } from './cluster.ts';
import { failures, isFailureCode } from './failure.ts';
import type { FailureCode } from './failure.ts';
import type { Mesh } from './mesh.ts';
import { preflightNotes } from './preflight-notes.ts';
import type { NoteCode, NoteEffect } from './preflight-notes.ts';

/** Code of what preflight found: of a failure, which must be mended, or of a note. */
export type PreflightCode = FailureCode | NoteCode;

/** One thing that was looked at and what was seen; with a code where it is not as it should be. */
export interface Sight {
  readonly code?: PreflightCode;
  readonly seen: string;
}

/** A sight with the check that it comes from. */
export interface CheckedSight extends Sight {
  readonly check: string;
}

/** Everything seen of one host. A host that was not reached has one sight, which says why. */
export interface HostPreflight {
  readonly host: string;
  readonly role: Role;
  /** Name of the operating system; '' where the host was not reached. */
  readonly os: string;
  readonly sights: readonly CheckedSight[];
}

/** What `slipway preflight` answers. */
export interface Preflight {
  readonly cluster: string;
  readonly hosts: readonly HostPreflight[];
  /** Absent where it was not tried. */
  readonly mesh?: Mesh;
}

/** What a sight means for a build: `problem` must be mended first. */
export type Effect = 'ok' | NoteEffect | 'problem';

/** The effect of a code. */
export function effectOf(code: PreflightCode | undefined): Effect {
  if (code === undefined) return 'ok';
  return isFailureCode(code) ? 'problem' : preflightNotes[code].effect;
}

/** Title and hint of a code. */
export function wordsOf(code: PreflightCode): { readonly title: string; readonly hint: string } {
  return isFailureCode(code) ? failures[code] : preflightNotes[code];
}

/** Codes of all problems, in order: of the hosts, then of what lies between them. */
export function problemCodesOf({ hosts, mesh }: Preflight): readonly FailureCode[] {
  const ofHosts = hosts.flatMap(({ sights }) => sights.flatMap(({ code }) => (isFailureCode(code) ? [code] : [])));
  const blocked = mesh && mesh.counts.blocked > 0 ? (['port-blocked'] as const) : [];
  const short = mesh && mesh.counts.short > 0 ? (['path-mtu'] as const) : [];
  return [...ofHosts, ...blocked, ...short];
}
