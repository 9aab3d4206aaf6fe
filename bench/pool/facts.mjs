/** Where, when and with what a report was made, as a list. */

const percent = (share) => `${Math.round(share * 100)} %`

export const facts = ({ machine, rounds, pinned, note }) => {
  const loads = rounds.flatMap(({ foreign }) => Object.values(foreign))
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  return [
    `- ${machine.date}, ${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'}`,
    `- Node ${machine.node} on ${machine.system}`,
    `- ${machine.processor}, ${machine.processors} CPUs, ${machine.memory}`,
    `- load average at the start: ${machine.load.join(', ')}; used by others right before the measurements: ${percent(mean)} of the machine on average, ${percent(Math.max(...loads))} at most`,
    `- ${Object.entries(machine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    ...(machine.stolen === undefined
      ? []
      : [
          `- taken away by the host of this virtual machine, if it is one: ${percent(machine.stolen)}`,
        ]),
    ...(pinned !== false ? [] : ['- there is no `taskset` here: the rows “one CPU” are missing']),
    ...(note === undefined ? [] : [`- ${note}`]),
  ].join('\n')
}
