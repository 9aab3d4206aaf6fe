import { AmdLoader } from '../amd/amd-loader.js'
import type { AmdPlaces } from '../amd/options.js'
import { runScript } from './script.js'

/** Loads AMD modules from files. */
export const amdLoader = (places: AmdPlaces): AmdLoader => new AmdLoader(places, runScript)
