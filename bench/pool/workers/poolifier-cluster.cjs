'use strict'

const { ClusterWorker } = require('poolifier')
const { functionsOf } = require('../functions.mjs')
const task = require('../task.mjs')

module.exports = new ClusterWorker(functionsOf(task))
