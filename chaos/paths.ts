import { fileURLToPath } from 'node:url';

const inProject = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The project's folder. */
export const project = inProject('');

/** Where runs are kept, a folder per seed. */
export const output = inProject('build/chaos');

/** Folder of the sites that runs use unless told otherwise. */
export const sites = fileURLToPath(new URL('sites/', import.meta.url));
