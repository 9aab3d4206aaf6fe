/** What travels ahead of the chunk, or beside it, and not in it. */
import { attachmentOf } from '../attachments.js'
import { Leaf, Limit, Tag, type LeafKind } from './tags.js'
import { copyOf } from './text.js'
import { Unsendable } from './unsendable.js'
import type { OutgoingLeaf, ValueWriter } from './value-writer.js'

/** Sends bytes ahead of the chunk, if they are many and the value may be streamed. */
export const writeLeaf = (writer: ValueWriter, kind: LeafKind, bytes: Uint8Array): boolean => {
  if (!writer.streams || bytes.length < writer.chunk) return false
  const copied = bytes.length <= writer.budget
  if (copied) writer.budget -= bytes.length
  addLeaf(writer, kind, { kind: 'bytes', bytes: copied ? copyOf(bytes) : bytes, copied })
  return true
}

/** The same for a string. */
export const writeTextLeaf = (writer: ValueWriter, text: string): boolean => {
  if (!writer.streams || text.length < writer.chunk) return false
  addLeaf(writer, Leaf.STRING, { kind: 'text', text })
  return true
}

const addLeaf = (writer: ValueWriter, kind: LeafKind, leaf: OutgoingLeaf): void => {
  writer.bytes[writer.at++] = Tag.LEAF
  writer.bytes[writer.at++] = kind
  // No position of this chunk is behind that: the next container is put off.
  writer.limit = 0
  writer.leaves = [...writer.leaves, leaf]
}

/** Sends an object beside the bytes, if the transport can. */
export const writeAttachment = (writer: ValueWriter, object: object): boolean => {
  const travel = writer.attach(object)
  if (travel === false) return false
  if (travel === 'refused') throw Unsendable.of(object)
  const { attachments } = writer
  if (attachments.length >= Limit.ATTACHMENTS) {
    throw new Unsendable(
      `one of more than ${Limit.ATTACHMENTS} objects that travel beside the bytes`,
    )
  }
  writer.bytes[writer.at++] = Tag.ATTACHMENT
  writer.varint(attachments.length)
  attachments.push(attachmentOf(object, writer.keepOpen))
  return true
}
