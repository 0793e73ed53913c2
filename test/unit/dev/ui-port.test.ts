import { expect, test } from 'vitest';
import { uiPortFor } from '../../../src/dev/ui-port.ts';

test.each([
  [7233, 8233],
  [64_535, 65_535],
  [64_536, 63_536],
  [65_535, 64_535],
])('the web UI of a server on %i has the port %i', (port, ui) => {
  expect(uiPortFor(port)).toBe(ui);
});
