/** Undoes gzip, where that has not been done yet: some servers declare .gz files as compressed, and then the browser unpacks them. */
export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  return through(bytes, new DecompressionStream("gzip"))
}

/** Sends bytes through a stream that transforms them. */
export async function through(bytes: Uint8Array<ArrayBuffer>, stream: TransformStream<any, any>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}
