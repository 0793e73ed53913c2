/** Where a host keeps its ledger: not below anything that Slipway writes, clears or looks at. */
export const ledgerFile = '/var/log/ledger';

/** Where the real programs lie. */
export const recordedFolder = '/usr/libexec/recorded';
