/** The report as Markdown. */
import { browserTables } from '../browser/report.mjs'
import { facts } from '../pool/facts.mjs'
import { GROUPS, QUEUE_NOTE } from '../pool/measures.mjs'
import { withProfiles } from '../profile/report.mjs'
import { nodeTables } from './node.mjs'
import { plots } from './plots.mjs'
import { Summaries } from './summaries.mjs'
import { targetTable } from './targets.mjs'

const notesOn = (measures) =>
  measures
    .filter(({ note }) => note !== undefined)
    .map(({ title, note }) => `- **${title}**: ${note}`)
    .join('\n')

const howNode = GROUPS.map(({ title, measures }) =>
  [
    `### ${title}`,
    ...(measures[0].key.startsWith('enqueue') ? [QUEUE_NOTE] : []),
    notesOn(measures),
  ].join('\n\n'),
).join('\n\n')

const inNode = (results, summaries, drawn) => {
  const { sections, remarks } = nodeTables(results)
  const pictures = drawn.map(({ file, title }) => `![${title}](images/${file})`).join('\n\n')
  const tables = sections
    .map(({ title, medians, ranges }) => `### ${title}\n\n${medians}\n\n${ranges}`)
    .join('\n\n')
  return `## Targets

\`invoke\` with two workers, which are processes, and default options. A rival is everybody but the limit. The ratio is to what
the target names.

${targetTable(summaries)}

## In pictures

Blue is \`invoke\`, yellow what is no pool: a limit, measured or computed. The best come first.

${pictures}

## In Node, everybody

Two workers each. First the medians of the rounds, then from the least to the most of them.

${tables}

${remarks}`
}

const inBrowser = (results) =>
  results === undefined
    ? ''
    : `
## In Chromium

${facts(results)}
- ${results.browser}

“invoke is” tells how many times as fast it is: more than 1 is better than the other. “raw” is the better of the two kinds
of bare messages, with a promise for each call and nothing else.

${browserTables(results).text}
`

const whyMissed = (missed, profiled) => {
  if (profiled === undefined) return withProfiles(missed.trim())
  const { machine, profiles } = profiled
  return `The tables are [profiles](#profiles) of ${machine.date}, with Node ${machine.node} and a load average of ${machine.load.join(', ')} at the start.

${withProfiles(missed.trim(), profiles)}`
}

const how = (browser) => `## How it is made

Again: \`npm run bench\`, which takes most of an hour, and \`npm run bench -- --report\` to write this from what was measured
last. \`npm run bench -- --profile\` makes only the profiles of what is missed, in two minutes, and writes this with them.
\`npm run bench -- --rounds 1 --only limit,invoke --parts pinned,free\` is a quick look, which writes nothing.

Every adapter runs in fresh processes of Node, in turns, so that a busy minute meets all of them. Everybody has
two workers, which are checked to be two, elsewhere, and to give the right values back; a wrong value is a failure. All
options are those that a library has by itself, but for one: processes that would use JSON use the structured clone of
Node instead (\`serialization: 'advanced'\`). \`NODE_EXTRA_CA_CERTS\` and \`NODE_OPTIONS\` are removed, as the first one costs
every start of Node tens of milliseconds. \`fork-json\` and \`fork-advanced\` are what one would write without a library:
\`child_process.fork\`, a promise for each call, and the child with the fewest calls gets the next. \`comlink\` and \`capnweb\`
are no pools, either: the bench gives them two threads of Node, in the same way. \`limit\` is raw frames over the same kind of pipe as
\`invoke\`’s to two bare processes, so what it leaves out is the price of having an API at all. \`limit, shortest first\` and
\`limit, first come\` are computed: servers that lose no time between two calls and know beforehand how long each takes.

Two adapters whose ranges overlap are not ranked by this. The range of \`limit\`, which hardly computes, shows how quiet
the machine was: where its ends differ by more than a tenth, the margins above do not hold, and other runs compare only
by their ratios.

${howNode}

### Profiles

Each is of \`invoke\` alone, in processes of its own. Loops are warmed up for a second, run for some seconds without a profile, and then
again with V8’s sampling profiler (one sample in half a millisecond) in the parent and in one worker. Functions are traced
to src/ by the source maps of dist/; Node’s functions in C++ count for who calls them, but for writes. What V8 takes for idle
is divided by what Linux says of the time that the thread has slept: “waking up and reading” is the rest, the event loop’s own system
calls and the time until a processor is free. A function that is taken off its processor has at most a millisecond more by that, most
often a write, as it wakes the other side up; so profiles of a busy machine show more of both. What is less than 2 % everywhere is in “the rest”;
the lists leave out the bench and the functions that are called.

A start is watched in both processes by the clock of the machine: medians of several, in turns. “Its first script has run” when Node’s event loop
begins. Memory is what the system says of fresh processes, each of which does one step more than the one before: medians again.
${browser === undefined ? '' : `\n### In Chromium\n\n${browserTables(browser).how}\n`}`

/**
 * @param node what was measured there
 * @param browser and there, if it was
 * @param missed what is missed and why, in words
 * @param profiled the profiles that go with them, if there are any
 * @returns the `text`, and the `drawn` plots that it shows
 */
export const document = ({ node, browser, missed, profiled }) => {
  const summaries = new Summaries(node)
  const drawn = plots(node.adapters, summaries)
  const text = `# Performance

${facts(node)}

${inNode(node, summaries, drawn)}
${inBrowser(browser)}
## What is missed, and why

${whyMissed(missed, profiled)}

${how(browser)}`
  return { text, drawn }
}
