/**
 * For hosts that lack them: `Symbol.asyncIterator`, and `Symbol.observable`, by which libraries find
 * observables. To be imported before those libraries.
 */
// oxlint-disable import/no-unassigned-import -- their effects are what they are for
import 'core-js/modules/es.symbol.async-iterator.js'
import 'core-js/modules/esnext.symbol.observable.js'
