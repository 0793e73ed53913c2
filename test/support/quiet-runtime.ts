import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Tests make workflows and activities fail on purpose; what the SDK says about that is not of interest. */
export const quiet = new DefaultLogger('ERROR');

Runtime.install({ logger: quiet, shutdownSignals: [], telemetryOptions: { logging: { filter: 'ERROR' } } });
