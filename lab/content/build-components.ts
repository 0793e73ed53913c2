import { existsSync } from 'node:fs';

import { buildComponent, componentFolder, fetchSources } from './build-component.ts';
import type { Component } from './components.ts';
import { runStage } from './progress.ts';
import type { Reporter } from './progress.ts';

/** Builds those of the components that the cache lacks, one after the other: compiling one keeps all processors busy. */
export async function buildComponents(rows: readonly Component[], report: Reporter): Promise<void> {
  const folders = await Promise.all(rows.map(componentFolder));
  const missing = rows
    .map((component, index) => ({ component, place: `${index + 1} of ${rows.length}` }))
    .filter((_, index) => !existsSync(folders[index] ?? ''));
  const stop = fetchAhead(missing.slice(1).map(({ component }) => component));
  try {
    for (const { component, place } of missing) {
      const name = `${component.name} ${component.version} (${place})`;
      await runStage(report, name, (stage) => buildComponent(component, stage));
    }
  } finally {
    stop();
  }
}

/** Fetches sources while others are compiled: one is the network's work, the other the processors'. Gives what ends it. */
function fetchAhead(rows: readonly Component[]): () => void {
  let wanted = true;
  const fetchAll = async (): Promise<void> => {
    for (const component of rows) {
      // What goes wrong here meets the component's own build again, which tells it.
      if (wanted) await fetchSources(component).catch(() => undefined);
    }
  };
  void fetchAll();
  return () => void (wanted = false);
}
