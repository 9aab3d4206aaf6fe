import { workerData } from 'node:worker_threads'
import { newMessagePortRpcSession, RpcTarget } from 'capnweb'
import { functionsOf } from '../functions.mjs'
import * as task from '../task.mjs'

/** Only methods of a prototype can be called. */
class Task extends RpcTarget {
  streamed(count) {
    const items = task.items(count)
    return new ReadableStream({
      pull: (controller) => {
        const { done, value } = items.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    })
  }
}
Object.assign(Task.prototype, functionsOf(task))

newMessagePortRpcSession(workerData, new Task())
