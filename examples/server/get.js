/** One request over HTTP. */
import { get as httpGet } from 'node:http'

/**
 * Rejects when the connection breaks before the answer is complete.
 * @param {import('node:http').RequestOptions} options
 * @returns {Promise<{ status: number, worker: number, body: string }>}
 */
export const get = (options) =>
  new Promise((resolve, reject) => {
    const request = httpGet(options, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text) => {
        body += text
      })
      // A connection that is cut in the middle of an answer is an error of the answer.
      response.on('error', reject)
      response.on('end', () => {
        const worker = Number(response.headers['x-worker'])
        resolve({ status: Number(response.statusCode), worker, body })
      })
    })
    request.on('error', reject)
  })
