type Body = () => unknown

/** A suite whose tests each end within a time, on any host. */
export interface Suite {
  (name: string, body: Body): void
  /** A test of something that the host cannot do: it counts as skipped. */
  skip(name: string, body: Body): void
  after(hook: Body): void
  run(): void
}
