// SHA-256 and the two domain-separated hashes of the Merkle tree.
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { concat, hexEncode, utf8Encode } from './bytes.ts'

/** `ofText`: lower-case hexadecimal, over the UTF-8 of a well-formed text. */
type Sha256 = { ofBytes: (bytes: Uint8Array) => Uint8Array; ofText: (text: string) => string }

let implementation: Sha256 = {
  ofBytes: nobleSha256,
  ofText: (text) => hexEncode(nobleSha256(utf8Encode(text))),
}

/** From here on this thread hashes with `faster`, which must give the same hashes: on a server the system's own SHA-256. */
export const useSha256 = (faster: Sha256): void => {
  implementation = faster
}

/** 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => implementation.ofBytes(bytes)

/** Lower-case hexadecimal SHA-256, 64 characters. */
export const sha256Hex = (bytes: Uint8Array): string => hexEncode(sha256(bytes))

/** The same over the UTF-8 of a text without lone surrogates, such as canonical JSON. */
export const sha256HexOfText = (text: string): string => implementation.ofText(text)

/** HASH(0x00 ‖ entry), RFC 9162 §2.1.1: the prefix keeps an entry from being taken for an inner node. */
export const leafHash = (entry: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(0), entry))

/** HASH(0x01 ‖ left ‖ right), RFC 9162 §2.1.1. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concat(Uint8Array.of(1), left, right))
