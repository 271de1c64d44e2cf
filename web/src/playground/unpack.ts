/** How a program in WebAssembly begins. */
const magic = [0, 0x61, 0x73, 0x6d]

/**
 * Undoes Brotli, where that has not been done yet: some servers declare .br files as compressed, and then the browser unpacks them.
 * `size` is the length of what comes out. A browser that does not know Brotli runs the script at `decoder` for it.
 */
export async function unpack(bytes: Uint8Array<ArrayBuffer>, size: number, decoder: string): Promise<Uint8Array<ArrayBuffer>> {
  if (magic.every((b, i) => bytes[i] === b)) return bytes
  const stream = native()
  const out = stream ? await through(bytes, stream) : await decode(bytes, size, decoder)
  if (out.length !== size) throw new RangeError(`${out.length} bytes came out instead of ${size}`)
  return out
}

/** The browser's own decoder; null if it has none. */
function native(): DecompressionStream | null {
  try {
    return new DecompressionStream("brotli" as CompressionFormat)
  } catch {
    return null
  }
}

/** Decodes in a worker (decoder.ts), since it takes about a second, in which the page can be drawn. */
function decode(bytes: Uint8Array<ArrayBuffer>, size: number, url: string): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(url)
  return new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    worker.addEventListener("message", (e: MessageEvent<Uint8Array<ArrayBuffer>>) => resolve(e.data))
    worker.addEventListener("error", (e) => reject(new Error(e.message || `${url} cannot be run`)))
    worker.postMessage({ bytes, size }, [bytes.buffer])
  }).finally(() => worker.terminate())
}

/** Sends bytes through a stream that transforms them. */
export async function through(bytes: Uint8Array<ArrayBuffer>, stream: TransformStream<any, any>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}
