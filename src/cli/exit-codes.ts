/** Exit codes of the CLI's own; 2 to 7 come with the failure, as the failure table says. */
export const exitCodes = {
  done: 0,
  /** Slipway itself is at fault. */
  unexpected: 1,
  input: 2,
  /** The build ended, but an operator left nodes out. */
  incomplete: 8,
  noServer: 9,
  /** The command ended before the build, which goes on. */
  leftRunning: 10,
} as const;

/** The codes for `--help`. */
export const exitCodeHelp = `Exit codes:
  0 done (a build: proven or unchanged)  6 the cluster is not as it must be
  1 unexpected error                     7 stopped or refused by the operator
  2 mistake in the input                 8 incomplete: nodes were skipped
  3 a host gives no access               9 no Temporal server answers
  4 a host is not fit                   10 left early; the build goes on
  5 a step failed`;
