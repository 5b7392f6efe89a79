// Numbers that worker threads read live in shared memory: handing a matrix to a thread copies nothing.

export const sharedUint8 = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
export const sharedInt32 = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));
export const sharedUint32 = (length: number) => new Uint32Array(new SharedArrayBuffer(length * 4));
export const sharedFloat32 = (length: number) =>
  new Float32Array(new SharedArrayBuffer(length * 4));
export const sharedFloat64 = (length: number) =>
  new Float64Array(new SharedArrayBuffer(length * 8));
