import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

/** PDFium, Chrome's reader of PDF, compiled to WebAssembly: what goes wrong in it stays in its own memory. */
export type Pdfium = WrappedPdfiumModule;

/**
 * Memory that it may have, in bytes. A book of 1,600 pages takes 47 MB. A page of 4 MB can hold 4 GB of deflated blanks, and
 * PDFium has no other bound on them. Node is slow to give back the memory of instances that are dropped: some of them may
 * lie about.
 */
const MAX_MEMORY_BYTES = 128 * 1024 * 1024;
/** Beyond this it is dropped after a file: memory of WebAssembly only grows. */
const KEPT_MEMORY_BYTES = 64 * 1024 * 1024;
const PAGE_BYTES = 65_536;

/** The code, compiled once, and the instance that the next file may use. */
let compiled: Promise<WebAssembly.Module> | undefined;
let kept: Pdfium | undefined;

/**
 * Lends PDFium, which is loaded when it is first needed. Its memory is that of one file at a time: an instance that an
 * error came out of, or that has grown big, is not lent again.
 * @throws {WebAssembly.RuntimeError} when it wants more memory than it may have, and for whatever else it cannot go on with.
 */
export async function withPdfium<Result>(use: (pdfium: Pdfium) => Result): Promise<Result> {
  const pdfium = kept ?? (await open());
  kept = undefined;
  const result = use(pdfium);
  if (pdfium.pdfium.HEAPU8.byteLength <= KEPT_MEMORY_BYTES) kept = pdfium;
  return result;
}

async function open(): Promise<Pdfium> {
  compiled ??= compile();
  const module = await compiled;
  const pdfium = await init({
    // What it has to say of a broken file is told by what it returns.
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports, instantiated) {
      const instance = new WebAssembly.Instance(module, imports);
      boundMemory(instance);
      instantiated(instance);
      return instance.exports;
    },
  });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

async function compile(): Promise<WebAssembly.Module> {
  const file = fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'));
  return WebAssembly.compile(await readFile(file));
}

/** Its memory is declared inside with 2 GB at most: growing beyond ours fails as it does there. */
function boundMemory({ exports }: WebAssembly.Instance): void {
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('pdfium.wasm exports no memory');
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE_BYTES > MAX_MEMORY_BYTES)
      throw new RangeError(`PDFium may have ${MAX_MEMORY_BYTES} bytes of memory`);
    return grow(pages);
  };
}
