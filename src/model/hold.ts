/** Whether a build is paused, as the build tells the workflows below it. `count` grows: an older word that comes late does not count. */
export interface Hold {
  readonly paused: boolean;
  readonly count: number;
}

/** A build that nobody has paused. */
export const notHeld: Hold = { paused: false, count: 0 };
