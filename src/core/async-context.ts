/**
 * What a host carries along behind callbacks and `await`, as Node does for `AsyncLocalStorage`. Code of the user's
 * that runs because something came over a connection would find nothing of it: it is entered by these.
 */

/** Runs something in the context that this was made in; gives what that gives. */
export type Enter = <T>(work: () => T) => T

/** Holds on to the context at hand. */
export type Snapshot = () => Enter

/** Runs something in whatever context it is called. */
export const stay: Enter = (work) => work()

/** For hosts that carry nothing along. */
export const noSnapshot: Snapshot = () => stay
