/** What must never happen, by name, with what it means. */
export const FORBIDDEN = {
  hung: 'calls, or the end of a pool, that never settled',
  wrong: 'calls that came to what they cannot come to',
  again: 'functions that began more often than allowed',
  disorder: 'functions that ran beside others, or elsewhere, than their options allow',
  processes: 'processes left',
  descriptors: 'descriptors left',
  listeners: 'listeners left on a signal',
  rejections: 'rejections that nobody handled',
  exceptions: 'exceptions that nobody caught',
  crashed: 'programs that crashed',
  lingering: 'programs that did not end by themselves',
} as const

export type Forbidden = keyof typeof FORBIDDEN

/** What may happen, and shows how much did. */
export const HARMLESS = [
  'calls',
  'resolved',
  'rejected',
  'retry',
  'workerDeath',
  'aborted',
  'timedOut',
  'poolDeath',
  'startError',
  'garbled',
  'begun',
  'started',
  'died',
  'recycled',
  'stray',
  'killed',
  'terminated',
  'stopped',
] as const

export type Harmless = (typeof HARMLESS)[number]

/** What happened in a run. */
export interface Counts extends Record<Forbidden | Harmless, number> {
  /** What is behind the forbidden counts, in words. */
  readonly faults: string[]
}

export const noCounts = (): Counts => {
  const names = [...(Object.keys(FORBIDDEN) as Forbidden[]), ...HARMLESS]
  const zeros = Object.fromEntries(names.map((name) => [name, 0]))
  return { ...(zeros as Record<Forbidden | Harmless, number>), faults: [] }
}

/** The forbidden things that happened, with their number. */
export const violations = (counts: Counts): string[] =>
  (Object.keys(FORBIDDEN) as Forbidden[])
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${FORBIDDEN[name]}`)
