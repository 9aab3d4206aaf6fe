/** An entry that fails before it exposes anything. */
import { expose } from 'invoke/worker'

if (typeof expose === 'function') throw new Error('thrown by the entry')
