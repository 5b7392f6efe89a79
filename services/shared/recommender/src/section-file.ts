import { createHash } from 'node:crypto';
import { DomainError } from '@books/domain/errors';

// Layout, little-endian: 8 bytes kind, u32 version, u32 length of the header, 16 bytes of zeros, 32 bytes SHA-256 of
// everything else; then the header as JSON, then the sections, each from a multiple of 64 bytes on.

const KIND_BYTES = 8;
const HASH_AT = 32;
const HEADER_AT = 64;
const ALIGNMENT = 64;

type ArrayOf = {
  i8: Int8Array;
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  f32: Float32Array;
  f64: Float64Array;
};
type ArrayName = keyof ArrayOf;
export type SectionArray = ArrayOf[ArrayName];

type ViewOf<A> = new (buffer: ArrayBufferLike, offset: number, length: number) => A;
const VIEWS: { readonly [Name in ArrayName]: ViewOf<ArrayOf[Name]> } = {
  i8: Int8Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
};

type SectionEntry = {
  readonly name: string;
  readonly type: ArrayName;
  readonly offset: number;
  readonly length: number;
};

/** What a file is and holds, apart from its sections. `meta` is anything that JSON can say. */
export type SectionFile = {
  /** What the file is, at most 8 ASCII letters. */
  readonly kind: string;
  readonly version: number;
  readonly meta: unknown;
};

export type DecodedSections = {
  readonly meta: unknown;
  /** SHA-256 of the content in hexadecimal digits: the same content has the same. */
  readonly checksum: string;
  /** All sections, as views into the file. */
  readonly sections: ReadonlyMap<string, SectionArray>;
  /** The section as a view into the file. Throws `unavailable` when it is missing or of another type. */
  readonly section: <Name extends ArrayName>(name: string, type: Name) => ArrayOf[Name];
};

/** One file of named typed arrays that a process uses in place after reading it. Same content, same bytes. */
export function encodeSections(
  { kind, version, meta }: SectionFile,
  sections: Readonly<Record<string, SectionArray>>,
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const entries = Object.entries(sections).map(([name, array]): SectionEntry => {
    const entry = { name, type: arrayName(array), offset, length: array.length };
    offset = align(offset + array.byteLength);
    return entry;
  });
  const header = new TextEncoder().encode(JSON.stringify({ meta, sections: entries }));
  const sectionsAt = align(HEADER_AT + header.length);
  const bytes = new Uint8Array(sectionsAt + offset);
  bytes.set(new TextEncoder().encode(kind).subarray(0, KIND_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint32(KIND_BYTES, version, true);
  view.setUint32(KIND_BYTES + 4, header.length, true);
  bytes.set(header, HEADER_AT);
  entries.forEach((entry) => {
    const array = sections[entry.name]!;
    bytes.set(asBytes(array), sectionsAt + entry.offset);
  });
  bytes.set(hashOf(bytes), HASH_AT);
  return bytes;
}

/**
 * @param bytes the whole file; its sections become views into it, so it must not change afterwards
 * @throws DomainError `unavailable` when the file is of another kind or version, cut off or damaged
 */
export function decodeSections(
  bytes: Uint8Array,
  expected: { readonly kind: string; readonly version: number },
): DecodedSections {
  const file = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  if (file.length < HEADER_AT) throw damaged(expected.kind, 'it is too short');
  const text = new TextDecoder();
  const kind = text.decode(file.slice(0, KIND_BYTES)).replaceAll('\0', '');
  if (kind !== expected.kind) throw damaged(expected.kind, 'it is of another kind');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint32(KIND_BYTES, true);
  if (version !== expected.version) {
    throw damaged(expected.kind, `its version is ${version} where ${expected.version} is read`);
  }
  const hash = hashOf(file);
  if (!hash.equals(file.subarray(HASH_AT, HEADER_AT))) {
    throw damaged(expected.kind, 'its checksum is wrong');
  }
  const headerLength = view.getUint32(KIND_BYTES + 4, true);
  const header = parseHeader(text.decode(file.slice(HEADER_AT, HEADER_AT + headerLength)));
  const sectionsAt = align(HEADER_AT + headerLength);
  const sections = new Map(
    header.sections.map(({ name, type, offset, length }): [string, SectionArray] => {
      return [name, new VIEWS[type](file.buffer, file.byteOffset + sectionsAt + offset, length)];
    }),
  );
  return {
    meta: header.meta,
    checksum: hash.toString('hex'),
    sections,
    section(name, type) {
      const array = sections.get(name);
      if (isOfType(array, type)) return array;
      throw damaged(expected.kind, `it has no ${type} section ${name}`);
    },
  };
}

function hashOf(file: Uint8Array): Buffer {
  const hash = createHash('sha256').update(file.subarray(0, HASH_AT));
  return hash.update(file.subarray(HEADER_AT)).digest();
}

// The checksum has been compared before, so the text is what encodeSections wrote.
function parseHeader(json: string): { meta: unknown; sections: readonly SectionEntry[] } {
  return JSON.parse(json) as { meta: unknown; sections: readonly SectionEntry[] };
}

function isOfType<Name extends ArrayName>(
  array: SectionArray | undefined,
  type: Name,
): array is ArrayOf[Name] {
  return array instanceof VIEWS[type];
}

function arrayName(array: SectionArray): ArrayName {
  if (array instanceof Int8Array) return 'i8';
  if (array instanceof Uint8Array) return 'u8';
  if (array instanceof Uint16Array) return 'u16';
  if (array instanceof Uint32Array) return 'u32';
  return array instanceof Float32Array ? 'f32' : 'f64';
}

function asBytes(array: SectionArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function damaged(kind: string, why: string): DomainError {
  return new DomainError('unavailable', `this is not a usable ${kind} file: ${why}`);
}
